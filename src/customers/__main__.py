"""Run the program: `python -m customers`."""

from customers.cli.main import run

if __name__ == "__main__":
    run()
