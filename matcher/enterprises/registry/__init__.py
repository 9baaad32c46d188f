"""Import of registries and fact tables: from files as they are found to enterprises, facts and an honest report."""
