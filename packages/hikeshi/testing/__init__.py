"""For tests of Hikeshi and of adapters written for it: builders, and a suite for every port."""
