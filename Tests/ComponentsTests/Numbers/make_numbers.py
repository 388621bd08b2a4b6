"""Makes the numbers of one library: `python3 make_numbers.py LIBRARY [CHECKOUT]`.

LIBRARY is `drive`, or any NAME for which from_NAME.py stands here. `authors` and `inventors` need
checkouts, as those files say. Versions are in requirements.txt. Swift's tests read the JSON files
only; nothing here runs with them.
"""

import importlib
import pathlib
import sys

import cases
import drive


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    library, *rest = arguments
    if library == "drive":
        content = drive.document()
    else:
        content = importlib.import_module(f"from_{library}").document(*rest)
    path = pathlib.Path(__file__).with_name(f"{library}.json")
    cases.write(path, content)
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
