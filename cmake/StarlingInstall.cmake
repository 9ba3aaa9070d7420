# The layout of an installation: the program, and its decks, scripts and documents in the order that they have in the
# tree, so that what names another by a relative path finds it.

include(GNUInstallDirs)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/inputs" DESTINATION "${CMAKE_INSTALL_DATADIR}/starling")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/scripts" DESTINATION "${CMAKE_INSTALL_DATADIR}/starling"
  USE_SOURCE_PERMISSIONS FILES_MATCHING PATTERN "*.py" PATTERN "*.slurm" PATTERN packaging EXCLUDE PATTERN __pycache__ EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CONTRIBUTING.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
