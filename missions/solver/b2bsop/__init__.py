"""The public benchmark of business-to-business meetings (B2BSOP): its files, its model, its solver.

Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret: "Constraint Solving Approaches to the Business-to-Business
Meeting Scheduling Problem", Journal of Artificial Intelligence Research 74 (2022).
"""
