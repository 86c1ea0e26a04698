"""The commands an operator types: main.py has the parser and the table, one file a command.

Imports app for what runs, prints for people; never a room's insides.
"""
