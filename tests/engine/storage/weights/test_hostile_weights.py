"""Weights files that are made to do harm: hostile HDF5 and NumPy archives are refused with a reason."""

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from dqn_engine.storage.weights.weights_file import load_weights, save_weights
from tests.support.networks import random_weights
from tests.support.unguarded_h5 import open_unguarded
from tests.support.weights_files import SPEC, refusal, write_h5

KERNEL, BIAS = "layers/dense/vars/0", "layers/dense/vars/1"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child that reads HDF5 has tests of its own."""
    monkeypatch.setattr("dqn_engine.storage.weights.h5.open_guarded", open_unguarded)


# --- hostile HDF5 -----------------------------------------------------------------------------------------------------


def replace(layers: h5py.Group, **options: object) -> None:
    del layers["dense/vars/0"]
    layers["dense/vars"].create_dataset("0", **options)


def link_out(layers: h5py.Group) -> None:
    del layers["dense/vars/0"]
    layers["dense/vars/0"] = h5py.ExternalLink("other.weights.h5", KERNEL)


def link_group_out(layers: h5py.Group) -> None:
    del layers["dense"]
    layers["dense"] = h5py.ExternalLink("other.weights.h5", "layers/dense")


def link_softly(layers: h5py.Group) -> None:
    del layers["dense/vars/1"]
    layers["dense/vars/1"] = h5py.SoftLink("/layers/dense_1/vars/1")


def store_elsewhere(layers: h5py.Group) -> None:
    replace(layers, shape=(4, 6), dtype="<f4", external=[("secret.bin", 0, 96)])


def make_virtual(layers: h5py.Group) -> None:
    layout = h5py.VirtualLayout((4, 6), "<f4")
    layout[:] = h5py.VirtualSource("other.weights.h5", KERNEL, (4, 6), "<f4")
    del layers["dense/vars/0"]
    layers["dense/vars"].create_virtual_dataset("0", layout)


def rename(layers: h5py.Group) -> None:
    layers.move("dense", "lstm")


def lose(layers: h5py.Group) -> None:
    del layers["dense/vars/1"]


def lose_group(layers: h5py.Group) -> None:
    del layers.file["layers"]


def nest(layers: h5py.Group) -> None:
    layers["dense/vars"].move("0", "7")


def data_for_a_layer(layers: h5py.Group) -> None:
    del layers["dense_2"]
    layers["dense_2"] = np.zeros(3, np.float32)


def group_for_data(layers: h5py.Group) -> None:
    del layers["dense/vars/0"]
    layers.create_group("dense/vars/0")


HOSTILE_H5 = [
    (link_out, "is an external link"),
    (link_group_out, "is an external link"),
    (link_softly, "is a soft link"),
    (store_elsewhere, "stored in another file"),
    (make_virtual, "virtual dataset"),
    (rename, "it holds 'lstm/kernel', 'lstm/bias' where 'hidden_1/kernel', 'hidden_1/bias' is expected"),
    (lose, "it lacks 'hidden_1/bias'"),
    (lose_group, "no group 'layers'"),
    (nest, "holds '7' in '/layers/dense/vars', where only 0, 1, 2, 3 is expected"),
    (data_for_a_layer, "is not a group"),
    (group_for_data, "is not an array"),
    (lambda layers: layers.create_dataset("dense/more", data=1), "it holds 'more'"),
    (lambda layers: layers.file.create_group("extras"), "it holds 'extras'"),
    (lambda layers: replace(layers, data=np.ones((4, 6))), "is of type float64 in the file but float32 here"),
    (lambda layers: replace(layers, data=np.ones((4, 6), ">f4")), "is of type >f4 in the file but float32 here"),
    (lambda layers: replace(layers, data=np.ones((4, 6), np.int32)), "is of type int32"),
    (lambda layers: replace(layers, data=["a"] * 4, dtype=h5py.string_dtype()), "has shape 4 in the file"),
    (
        lambda layers: replace(layers, shape=(4, 6), dtype=h5py.string_dtype()),
        "is of type object in the file but float32 here",
    ),
    (lambda layers: replace(layers, shape=(4, 6), dtype=h5py.vlen_dtype(np.float32)), "is of type object"),
    (lambda layers: replace(layers, shape=(2**20, 2**20), dtype="<f4"), "has shape 1048576×1048576 in the file"),
    (lambda layers: replace(layers, shape=(4, 6), dtype="<f4"), "needs 96 bytes, but the file holds 0"),
    (lambda layers: replace(layers, data=np.ones((4, 6), "<f4"), chunks=(4, 6)), "stored in chunks or compressed"),
    (
        lambda layers: replace(
            layers, shape=(4, 6), maxshape=(None, None), chunks=(20_000, 20_000), dtype="<f4", compression="gzip"
        ),
        "stored in chunks or compressed",
    ),
    (lambda layers: replace(layers, data=h5py.Empty("f4")), "holds nothing"),
    (lambda layers: replace(layers, data=np.ones((1,) * 20, "<f4")), "has shape 20 axes in the file but 4×6 here"),
    (lambda layers: layers.file.attrs.create("dqn_engine", "text of any length"), "its attribute 'dqn_engine' is not"),
    (lambda layers: layers.file.attrs.create("dqn_engine", np.zeros(9)), "its attribute 'dqn_engine' is not"),
]


@pytest.mark.parametrize(("change", "words"), HOSTILE_H5)
def test_that_hostile_hdf5_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[h5py.Group], None], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    save_weights("other.weights.h5", SPEC, random_weights(SPEC), None)
    Path("secret.bin").write_bytes(b"\0" * 96)
    path = tmp_path / "hostile.weights.h5"
    write_h5(path, change)
    assert words in refusal(path)


def test_that_the_unchanged_file_of_these_tests_is_sound(tmp_path: Path) -> None:
    write_h5(tmp_path / "a.weights.h5", lambda _: None)
    assert load_weights(tmp_path / "a.weights.h5", SPEC)["hidden_1/kernel"].shape == (4, 6)


def test_that_nothing_is_read_before_everything_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.weights.h5"
    write_h5(path, lambda layers: layers.move("dense_3", "dense_9"))

    def never(*_: object) -> None:
        raise AssertionError("data was read")

    monkeypatch.setattr(h5py.Dataset, "read_direct", never)
    monkeypatch.setattr(h5py.Dataset, "__getitem__", never)
    assert "it holds 'dense_9/kernel', 'dense_9/bias' where" in refusal(path)


# --- hostile NumPy archives -------------------------------------------------------------------------------------------


def npy(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, values, version=(1, 0), allow_pickle=True)
    return buffer.getvalue()


def npy_claiming(header: str, data: bytes) -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + data


class Bomb:
    """Goes off when unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("a pickle was loaded",))


GOOD_HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 6), }"
HOSTILE_NPY = [
    (npy(np.array([[Bomb()] * 6] * 4, object)), "pickled Python objects"),
    (pickle.dumps(Bomb()), "not an array as NumPy writes it"),
    (npy(np.ones((4, 6))), "is of type <f8 in the file but float32 here"),
    (npy(np.ones((4, 7), np.float32)), "has shape 4×7 in the file but 4×6 here"),
    (npy(np.ones((4, 6), [("a", "<f4")])), "is of type [('a', '<f4')]"),
    (npy_claiming(GOOD_HEADER.replace("4, 6", "1048576, 1048576"), b""), "has shape 1048576×1048576 in the file"),
    (npy_claiming(GOOD_HEADER.replace("4, 6", "9" * 30 + ", 6"), b""), "not an array as NumPy writes it"),
    (npy_claiming(GOOD_HEADER.replace("4, 6", "-4, 6"), b""), "not an array as NumPy writes it"),
    (npy_claiming("(" * 900, b""), "not an array as NumPy writes it"),
    (npy_claiming("__import__('os').getcwd()", b""), "not an array as NumPy writes it"),
    (npy_claiming(" " * 5000, b""), "not an array as NumPy writes it"),
    (npy_claiming(GOOD_HEADER, b"\0" * 95), "has 95 bytes of data, but its shape needs 96"),
    (npy_claiming(GOOD_HEADER, b"\0" * 97), "has 97 bytes of data, but its shape needs 96"),
    (b"", "not an array as NumPy writes it"),
]


def write_npz(path: Path, kernel: bytes, compression: int = zipfile.ZIP_STORED, **others: bytes) -> None:
    """An archive of sound weights but for `hidden_1/kernel`."""
    arrays = {name: npy(values) for name, values in random_weights(SPEC).items()}
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in {**arrays, "hidden_1/kernel": kernel, **others}.items():
            archive.writestr(f"{name}.npy", content)


@pytest.mark.parametrize(("kernel", "words"), HOSTILE_NPY)
def test_that_hostile_arrays_are_refused(tmp_path: Path, kernel: bytes, words: str) -> None:
    write_npz(tmp_path / "a.npz", kernel)
    sentence = refusal(tmp_path / "a.npz")
    assert words in sentence
    assert "hidden_1/kernel" in sentence


def test_that_a_bomb_of_zeros_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    """64 MiB of zeros that pack into 64 KiB, under a shape that fits."""
    path = tmp_path / "a.npz"
    arrays = {name: npy(values) for name, values in random_weights(SPEC).items() if name != "hidden_1/kernel"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in arrays.items():
            archive.writestr(f"{name}.npy", content)
        with archive.open("hidden_1/kernel.npy", "w", force_zip64=True) as file:
            file.write(npy_claiming(GOOD_HEADER, b""))
            for _ in range(64):
                file.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    assert "hidden_1/kernel' has 67108864 bytes of data, but its shape needs 96" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_that_odd_archives_are_refused(tmp_path: Path) -> None:
    path, kernel = tmp_path / "a.npz", npy(random_weights(SPEC)["hidden_1/kernel"])
    write_npz(path, kernel, surplus=kernel)
    assert "it holds 5 layers" in refusal(path)
    write_npz(path, kernel, **{"hidden_1/gamma": kernel})
    assert "it holds 'hidden_1/gamma', which this network doesn't have" in refusal(path)
    write_npz(path, kernel, zipfile.ZIP_BZIP2)
    assert "compressed in an unusual way" in refusal(path)
    write_npz(path, kernel)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("hidden_1/kernel.npy", kernel)
    assert "it holds 'hidden_1/kernel' twice" in refusal(path)
    write_npz(path, kernel)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("readme.txt", b"hello")
    assert "it holds 'readme.txt', which is not an array" in refusal(path)
    write_npz(path, kernel, **{f"a{i}/kernel": kernel for i in range(200)})
    assert "no network has more than 200" in refusal(path)
    with zipfile.ZipFile(path, "w"):
        pass
    assert "truncated or damaged" in refusal(path) or "not a NumPy archive" in refusal(path)
