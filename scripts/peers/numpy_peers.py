"""The algorithms of walks, jump processes and associative memories in vectorised numpy, for the benchmark scripts. Each call gives back
a rate per second of processor time and an estimate that shows that it did the same work."""
import math
import os
import time

from run_files import require


def numpy_on_one_thread():
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    return require("numpy")


def read_graph(path):
    """Neighbours of each node of an edge list whose nodes are numbered from 0 or 1 on."""
    edges = [tuple(map(int, line.split()[:2])) for line in path.read_text().splitlines()
             if line.strip() and not line.startswith("#")]
    first = min(min(edge) for edge in edges)
    neighbours = [[] for _ in range(max(max(edge) for edge in edges) - first + 1)]
    for a, b in edges:
        neighbours[a - first].append(b - first)
        neighbours[b - first].append(a - first)
    return neighbours


def walk(neighbours, repulsion, tokens, steps, seed):
    """Self-repelling tokens over the simple chain, steps of 1/(n + 1); token-steps, and n E|f - mu|^2 of the visit frequencies f.

    Visits over mu are kept without a norm, S = n + 1 times as large as they are: a step is one power and one pass over neighbours,
    of all tokens together. Where a node has few neighbours, the others of its column have no weight."""
    np = numpy_on_one_thread()
    random = np.random.default_rng(seed)
    nodes, most = len(neighbours), max(map(len, neighbours))
    mu = np.array([len(row) for row in neighbours]) / sum(map(len, neighbours))
    table = np.array([row + [nodes] * (most - len(row)) for row in neighbours]).T
    ratio = np.ones(tokens * (nodes + 1))
    weight = np.tile(np.append(np.ones(nodes), 0.0), tokens)
    begin = np.arange(tokens) * (nodes + 1)
    lane = np.arange(tokens)
    at = random.choice(nodes, tokens, p=mu)
    inverse = 1.0 / mu
    begun = time.process_time()
    for _ in range(steps):
        around = table[:, at]
        reach = weight[around + begin].cumsum(axis=0)
        chosen = (reach <= random.random(tokens) * reach[-1]).sum(axis=0)
        at = around[chosen, lane]
        place = begin + at
        ratio[place] += inverse[at]
        weight[place] = ratio[place] ** -repulsion
    spent = time.process_time() - begun
    frequency = (ratio.reshape(tokens, nodes + 1)[:, :nodes] - 1.0) * mu / steps
    return tokens * steps / spent, steps * float(((frequency - mu) ** 2).sum(axis=1).mean())


def ratchet(potential, switching):
    """Rates of the flashing ratchet: states 0 to 2 with the potential, 3 to 5 without."""
    np = numpy_on_one_thread()
    rate = np.zeros((6, 6))
    for i in range(3):
        for j in range(3):
            if i != j:
                rate[i, j] = math.exp(-0.5 * potential * (j - i))
                rate[i + 3, j + 3] = 1.0
        rate[i, i + 3] = rate[i + 3, i] = switching
    return rate


def stationary(rate):
    np = numpy_on_one_thread()
    states = len(rate)
    generator = rate - np.diag(rate.sum(axis=1))
    system = np.vstack([generator.T[:-1], np.ones(states)])
    return np.linalg.solve(system, np.eye(states)[-1])


def jump(rate, pairs, paths, duration, seed):
    """Exact paths by the direct method, all side by side, with entropy, current, dwell times and the occupation of the end; jumps, and
    entropy per time. Paths that have ended are left out every few jumps."""
    np = numpy_on_one_thread()
    random = np.random.default_rng(seed)
    states = len(rate)
    leaving = rate.sum(axis=1)
    reach = (rate / leaving[:, None]).cumsum(axis=1)
    reach[:, -1] = 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        produced = np.where(rate > 0, np.log(rate / rate.T), 0.0).ravel()
    direction = np.zeros((states, states), dtype=int)
    for i, j in pairs:
        direction[i, j], direction[j, i] = 1, -1
    direction = direction.ravel()
    columns = np.ascontiguousarray(reach.T)
    mean_stay = 1.0 / leaving
    number = np.arange(paths)
    state = random.choice(states, paths, p=stationary(rate))
    now, entropy, current = np.zeros(paths), np.zeros(paths), np.zeros(paths, dtype=int)
    dwell = np.zeros(paths * states)
    total, jumps = 0.0, 0
    occupation = np.zeros(states, dtype=int)
    begun = time.process_time()
    while len(number):
        for _ in range(8):
            stay = random.standard_exponential(len(number)) * mean_stay[state]
            left = np.maximum(duration - now, 0.0)
            dwell[number * states + state] += np.minimum(stay, left)
            jumping = stay < left
            target = (columns[:, state] <= random.random(len(number))).sum(axis=0)
            pair = state * states + target
            entropy += np.where(jumping, produced[pair], 0.0)
            current += np.where(jumping, direction[pair], 0)
            jumps += int(jumping.sum())
            state = np.where(jumping, target, state)
            now = np.where(jumping, now + stay, duration)
        going = now < duration
        total += float(entropy[~going].sum())
        occupation += np.bincount(state[~going], minlength=states)
        number, state, now, entropy, current = (each[going] for each in (number, state, now, entropy, current))
    return jumps / (time.process_time() - begun), total / (paths * duration)


def spins(count, patterns, power, temperature, sweeps, seed):
    """Heat-bath sweeps of an associative memory of random signs; pattern terms (spins times patterns), and the mean magnetisation.

    What flips change is looked up for each overlap and kept, so that a spin costs one product of its signs with it: in doubles, which
    hold these whole numbers exactly and which BLAS multiplies."""
    np = numpy_on_one_thread()
    random = np.random.default_rng(seed)
    signs = random.integers(0, 2, (count, patterns), dtype=np.int8) * 2 - 1
    number = signs.astype(float)
    values = np.arange(-count, count + 1, 2, dtype=float)
    up, down = (values + 2) ** power, (values - 2) ** power
    even, odd = 0.5 * (up + down) - values ** power, 0.5 * (up - down)
    cooling = count / power / float(count) ** power / temperature
    spin = signs[:, 0].astype(int)
    first = spin.copy()
    overlap = signs.T.astype(np.int64) @ spin
    place = (overlap + count) // 2
    change, rest = odd[place], even[place].sum()
    sampled = []
    begun = time.process_time()
    for sweep in range(sweeps):
        chance = random.random(count)
        for i in range(count):
            gain = rest - spin[i] * (number[i] @ change)
            if chance[i] * (1.0 + math.exp(min(-cooling * gain, 700.0))) < 1.0:
                place -= spin[i] * signs[i]
                spin[i] = -spin[i]
                change, rest = odd[place], even[place].sum()
        if sweep >= sweeps // 4:
            sampled.append(abs(int(first @ spin)) / count)
    return count * patterns * sweeps / (time.process_time() - begun), float(np.mean(sampled))
