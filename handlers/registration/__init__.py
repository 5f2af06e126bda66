"""Joining: from an invitation link through consent and registration to the organisers' word."""

from handlers.registration.router import router

__all__ = ["router"]
