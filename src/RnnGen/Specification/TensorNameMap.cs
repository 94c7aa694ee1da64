namespace RnnGen;

/// <summary>How a network's tensors are called in files: in PyTorch's, in those of its single cells, and under their own names.</summary>
/// <remarks>
/// The tensors fall into groups; of each group a file holds one form. Saving takes the first form: PyTorch's, where PyTorch has the layer.
/// </remarks>
internal sealed class TensorNameMap
{
    /// <summary>The names of the tensors in <paramref name="layout"/>.</summary>
    public TensorNameMap(ParameterLayout layout)
    {
        var groups = new List<IReadOnlyList<TensorForm>>();
        foreach (ParameterPlace place in layout.Places)
        {
            if (place is CellPlace cell)
            {
                AddCell(groups, cell);
            }
            else if (place is DensePlace { Node.Table: not null } tied)
            {
                AddTied(groups, tied);
            }
            else
            {
                groups.AddRange(place.Tensors.Select(tensor => (TensorForm[])[TensorForm.Same(tensor)]));
            }
        }
        Groups = groups;
    }

    /// <summary>For each group of tensors its forms; the first is the one that is saved.</summary>
    public IReadOnlyList<IReadOnlyList<TensorForm>> Groups { get; }

    /// <summary>The groups of all parts of <paramref name="spec"/>, under the parts' names.</summary>
    public static IEnumerable<IReadOnlyList<TensorForm>> GroupsOf(ParameterSpec spec) => spec.Parts.SelectMany(part =>
        new TensorNameMap(new ParameterLayout(new Topology(part.Model))).Groups.Select(forms => (TensorForm[])[.. forms.Select(form => form.Under(part.Name))]));

    /// <summary>
    /// What is to be taken from a file for <paramref name="spec"/>, tensor by tensor: of each group the form that the file holds; failing
    /// that, the one of which it holds a part, so that what is missing can be named.
    /// </summary>
    /// <param name="spec">The network.</param>
    /// <param name="has">Whether the file has a tensor of this name.</param>
    public static IEnumerable<FileTensor> Choose(ParameterSpec spec, Func<string, bool> has) => GroupsOf(spec).SelectMany(forms =>
        (forms.FirstOrDefault(form => form.Tensors.All(tensor => has(tensor.Name)))
        ?? forms.FirstOrDefault(form => form.Tensors.Any(tensor => has(tensor.Name)))
        ?? forms[0]).Tensors);

    /// <summary>
    /// A tied W stands in a file twice, as in the state_dict of PyTorch's module, which wants both when it loads; or once, under
    /// either name, as tools write it that leave out what is shared.
    /// </summary>
    private static void AddTied(List<IReadOnlyList<TensorForm>> groups, DensePlace place)
    {
        TensorPlace weight = place.Tensors[0];
        string own = place.Node.OwnWeightName;
        RowCopy rows = RowCopy.Whole(weight);
        FileTensor table = new(weight.Name, weight.Shape, rows);
        groups.Add(own == weight.Name ? [new(table)] :
        [
            new(table, new FileTensor(own, weight.Shape, rows with { Repeated = true })),
            new(table),
            new(new FileTensor(own, weight.Shape, rows)),
        ]);
        groups.AddRange(place.Tensors.Skip(1).Select(tensor => (TensorForm[])[TensorForm.Same(tensor)]));
    }

    private static void AddCell(List<IReadOnlyList<TensorForm>> groups, CellPlace place)
    {
        CellNode cell = place.Cell;
        string[] biasNames = [cell.NameOf("bias"), cell.NameOf("bias_hn")];
        TensorPlace[] biases = [.. place.Tensors.Where(tensor => biasNames.Contains(tensor.Name))];
        foreach (TensorPlace tensor in place.Tensors.Except(biases))
        {
            groups.Add(WithCellNames(cell, TensorForm.Same(tensor)));
        }
        if (biases.Length == 0) return;
        TensorForm own = TensorForm.Same(biases);
        groups.Add(PairOf(cell, biases) is { } pair ? [.. WithCellNames(cell, pair), own] : [own]);
    }

    /// <summary>PyTorch's pair of biases; null where PyTorch has no such layer.</summary>
    private static TensorForm? PairOf(CellNode cell, TensorPlace[] biases)
    {
        TensorPlace bias = biases[0];
        int hidden = cell.Spec.Hidden;
        RowCopy[]? recurrent = cell.Spec switch
        {
            // b = b_ih + b_hh
            RnnSpec or LstmSpec { Gates: LstmGates.Standard, Peephole: false } => [RowCopy.Whole(bias) with { Saved = false }],
            // n = φ(W_n·x + b_in + r∘(U_n·h + b_hn)): r and z add their biases, n keeps them apart.
            GruSpec { Reset: GruReset.AfterProduct } =>
                [new(bias.Name, 0, 0, 2 * hidden, Saved: false), new(biases[1].Name, 2 * hidden, 0, hidden)],
            // PyTorch has no such network: r multiplies h before the product; the gates see c, or are fewer; MinGru.
            _ => null,
        };
        return recurrent is null ? null : new(
            new FileTensor(cell.NameOf("bias_ih"), bias.Shape, RowCopy.Whole(bias)),
            new FileTensor(cell.NameOf("bias_hh"), bias.Shape, recurrent));
    }

    /// <summary>A form, and where the stack has one layer the same without <c>_l0</c>, as <c>nn.LSTMCell</c> and its like write it.</summary>
    private static TensorForm[] WithCellNames(CellNode cell, TensorForm form) => cell.Spec.Layers > 1 ? [form] :
    [
        form,
        new([.. form.Tensors.Select(tensor => tensor with { Name = WithoutLayer(cell, tensor.Name) })]),
    ];

    /// <summary><c>lstm.weight_ih_l0_reverse</c> → <c>lstm.weight_ih_reverse</c>; the prefix may hold <c>_l0</c> of its own.</summary>
    private static string WithoutLayer(CellNode cell, string name)
    {
        int start = name.LastIndexOf($"_l{cell.Layer}", StringComparison.Ordinal);
        return name.Remove(start, $"_l{cell.Layer}".Length);
    }
}
