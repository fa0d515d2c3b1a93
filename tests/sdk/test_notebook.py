"""In a notebook: executed cells in order, output, and an end with the kernel."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient


@pytest.mark.filterwarnings("ignore")
def test_a_notebook(own_home, journals, tmp_path):
    os.environ["SEAMARK_MODE"] = "offline"
    cells = [
        "import seamark\nrun = seamark.init_run('digits')",
        "print('from a cell')",
        "run['x'].append([1, 2])",
        "run['y'] = 1\nrun",
        "run.stop()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    try:
        NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    finally:
        del os.environ["SEAMARK_MODE"]
    shown = "".join(output.get("text", "") for cell in notebook.cells for output in cell.outputs)
    assert "kept on this machine" in shown
    assert "cell 3:1: x got a list" in shown
    lines = [line for record in journals.operations() if record.path.endswith("stdout") for line in record.values]
    assert "from a cell" in lines
    kept = [record for record in journals.operations() if record.path.endswith("source/cells")]
    text = Path(kept[-1].source).read_text()
    assert text.index("init_run") < text.index("from a cell") < text.index("append")
    assert [end.state.value for end in journals.ends()] == ["finished"]
