"""Leadflow on one machine: the same template and handlers on an emulated AWS, with stand-ins for what lies outside."""
