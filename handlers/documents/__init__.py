"""Pictures and papers, typeset from templates."""
