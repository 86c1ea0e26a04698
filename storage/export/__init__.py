"""What a store holds as one file, for another machine: JSON lines with a checksum; subscribers only in sealed boxes.

box (encryption), lines (the format), fits (is it what it says it is?), write, read. Works on the port: any backend's.
"""
