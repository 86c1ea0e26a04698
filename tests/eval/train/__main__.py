"""`make train`: rebuilds every weight that ships, byte for byte."""

from tests.eval.train.quotes import main

main()
