"""One scene with many sets of parameters: a folder of clips or stills, or all side by side in a grid."""
