PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
INSTALLED := $(VENV)/.installed
FLOWS := $(patsubst %,tests/api/test_%.py,imports judging results roles tenants calibrating) tests/pages

.PHONY: demo test check models texts clean

demo: $(INSTALLED)  ## write the demo shop and analyse it into demo/report
	$(BIN)/coach demo demo
	$(BIN)/coach analyse demo/chats --orders demo/orders.csv --items demo/items.csv --roster demo/roster.csv -o demo/report
	@echo "Open $(CURDIR)/demo/report/report.html"

test: check  ## every check and every test; the flows of the service on PostgreSQL too, where one answers
	$(BIN)/python -m pytest -n auto
	TEST_STORE=postgresql $(BIN)/python -m pytest -n auto $(FLOWS)

check: $(INSTALLED)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

models: $(INSTALLED)  ## train all models from training_data/ into models/
	$(BIN)/coach train

texts: $(INSTALLED)  ## compile the message catalogues
	$(BIN)/pybabel compile --domain coach --directory coach/locale

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@$(PYTHON) -c "import pathlib; pathlib.Path('$(INSTALLED)').touch()"

clean:  ## remove what make made
	rm -rf $(VENV) demo build dist
