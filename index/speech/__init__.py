"""The rooms behind `index.quotations`: words that tell, quotation marks, clauses, attribution, reference."""
