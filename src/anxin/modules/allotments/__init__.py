"""What is handed out from a limited stock: parcels, places with a waiting list, rooms by lots. All on the ledger."""
