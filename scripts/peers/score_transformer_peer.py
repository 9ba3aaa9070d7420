"""Trains Starling's local_transformer with JAX, for the benchmark scripts: as score_peer.py does with the equivariant network,
of which it takes everything but the coefficients. Attention is over padded lists of tokens, under a mask."""
from peers import score_peer


class TransformerTrainer(score_peer.Trainer):
    """Tokens of the physics, as is Starling's default."""

    def __init__(self, network, *settings, **more):
        architecture = network.architecture
        self.heads, self.blocks, self.depth = (architecture[name] for name in ("heads", "blocks", "depth"))
        super().__init__(network, *settings, **more)

    def _stack(self, p, name, x):
        for k in range(self.depth):
            x = self._act(self._layer(p, f"{name}_{k}", x))
        return self._layer(p, f"{name}_{self.depth}", x)

    def _norm(self, p, name, x):
        mean = lambda values: values.mean(axis=-1, keepdims=True)
        centred = [each - mean(each) for each in x]
        inverse = self.jax.lax.rsqrt(mean(centred[0] ** 2) + 1e-5)
        h, gain = centred[0] * inverse, p[f"{name}.weights"][0]
        moved = [gain * inverse * (each - h * mean(h * each)) for each in centred[1:]]
        return [gain * h + p[f"{name}.biases"][0], *moved]

    def _attention(self, p, block, asking, x, mask):
        np = self.numpy
        heads = lambda each: each.reshape(*each.shape[:2], self.heads, -1)
        query = [heads(each) for each in self._layer(p, f"query_{block}", asking)]
        both = self._layer(p, f"key_value_{block}", x)
        key = [heads(each[:, :, :self.width]) for each in both]
        value = [heads(each[:, :, self.width:]) for each in both]
        ask = lambda q, k: np.einsum("bihd,bjhd->bhij", q, k) * key[0].shape[-1] ** -0.5
        give = lambda w, v: np.einsum("bhij,bjhd->bihd", w, v).reshape(*w.shape[:1], w.shape[2], -1)
        logits = ask(query[0], key[0])
        weights = self.jax.nn.softmax(np.where(mask[:, None, None, :], logits, -1e30), axis=-1)
        out = [give(weights, value[0])]
        for t in range(1, len(x)):
            change = ask(query[t], key[0]) + ask(query[0], key[t])
            moved = weights * (change - (weights * change).sum(axis=-1, keepdims=True))
            out.append(give(moved, value[0]) + give(weights, value[t]))
        return self._layer(p, f"attention_out_{block}", out)

    def _encoder(self, p, block, x, mask):
        add = lambda one, other: [a + b for a, b in zip(one, other)]
        asking = [each[:, :1] for each in x] if block == self.blocks - 1 else x
        x = self._norm(p, f"attention_norm_{block}", add(asking, self._attention(p, block, asking, x, mask)))
        hidden = self._act(self._layer(p, f"hidden_{block}", x))
        return self._norm(p, f"hidden_norm_{block}", add(x, self._layer(p, f"hidden_out_{block}", hidden)))

    def _coefficients(self, p, at):
        np, unit = self.numpy, self.scale["coefficient_unit"]
        own, others = self._stack(p, "particle", at["node"]), self._stack(p, "pair", at["edge"])
        x = [np.concatenate([one[:, None, :], other], axis=1) for one, other in zip(own, others)]
        mask = np.concatenate([np.ones_like(at["weight"][:, :1]), at["weight"]], axis=1) > 0
        for block in range(self.blocks - 1):
            x = self._encoder(p, block, x, mask)
        sent = self._layer(p, "pair_out", [each[:, 1:] for each in x])
        x = self._encoder(p, self.blocks - 1, x, mask)
        out = [unit * each for each in self._stack(p, "decoder", [each[:, 0] for each in x])]
        units = np.concatenate([unit[2:], unit[2:]])
        return [out[0] + at["linear"], *out[1:]], [units * each for each in sent]
