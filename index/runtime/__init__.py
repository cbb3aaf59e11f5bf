"""Encoder layers in 8-bit integers on the processor, by OpenVINO: quantised once, cached, run without torch.

A processor with VNNI multiplies bytes four times as fast as 32-bit floats. What is quantised here are the dense maps of
the layers; attention, normalisation and the word table stay as they are.
"""
