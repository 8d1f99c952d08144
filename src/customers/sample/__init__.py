"""A sample shop to try the program on: some three hundred customers, their addresses and two thousand orders, none of them real."""

from importlib.resources import files

CUSTOMERS = files(__name__) / "customers.csv"
ADDRESSES = files(__name__) / "addresses.csv"
ORDERS = files(__name__) / "orders.csv"
