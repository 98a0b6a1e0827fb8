"""Pages of disputes and complaints."""
