"""The front of the command line in a checkout: `python render.py --help` tells the commands."""

from bits.command.front import main

if __name__ == "__main__":
    main("render.py")
