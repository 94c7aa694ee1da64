namespace RnnGen;

/// <summary>
/// One way in which a file may hold some of a network's tensors: a cell's bias, say, as PyTorch's <c>bias_ih</c> and <c>bias_hh</c>.
/// </summary>
/// <param name="Tensors">The file's tensors; the form is present when all of them are.</param>
internal sealed record TensorForm(params IReadOnlyList<FileTensor> Tensors)
{
    /// <summary>The form with the same name in the file as in the network.</summary>
    public static TensorForm Same(params IEnumerable<TensorPlace> places) =>
        new([.. places.Select(place => new FileTensor(place.Name, place.Shape, RowCopy.Whole(place)))]);

    /// <summary>The same for a part of that name, in the file and in the network.</summary>
    public TensorForm Under(string part) => new([.. Tensors.Select(tensor => tensor with
    {
        Name = TensorName.Join(part, tensor.Name),
        Copies = [.. tensor.Copies.Select(copy => copy with { Tensor = TensorName.Join(part, copy.Tensor) })],
    })]);
}

/// <summary>A tensor of a file, and what its rows are in the network.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its shape in the file.</param>
/// <param name="Copies">Its rows; together they cover it.</param>
internal sealed record FileTensor(string Name, EquatableArray<int> Shape, params IReadOnlyList<RowCopy> Copies);

/// <summary>Rows of a file's tensor that are rows of a network's tensor.</summary>
/// <param name="Tensor">The network's tensor.</param>
/// <param name="FileRow">The first row in the file's tensor.</param>
/// <param name="Row">The first row in the network's tensor.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Saved">
/// Whether saving writes them; otherwise it writes zeros, and reading adds them to what is there: so the halves of a split bias meet.
/// Every row of the network has one saved copy, which comes first.
/// </param>
/// <param name="Repeated">Whether the file has the rows twice, and this is the second time: saving writes them, reading demands that they are equal.</param>
internal sealed record RowCopy(string Tensor, int FileRow, int Row, int Rows, bool Saved = true, bool Repeated = false)
{
    /// <summary>All rows of <paramref name="place"/>.</summary>
    public static RowCopy Whole(TensorPlace place) => new(place.Name, 0, 0, place.Shape[0]);
}
