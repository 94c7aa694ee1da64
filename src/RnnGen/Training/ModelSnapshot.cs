namespace RnnGen;

/// <summary>A model as it was last published, for threads that infer while another one trains it.</summary>
/// <remarks>
/// There are two copies of the model: readers have the one published last, while the other waits for the next. Neither side ever waits: where a reader
/// still holds the copy that would be written, <see cref="TryPublish"/> writes nothing and says so. One thread publishes, any number reads; nothing is allocated.
/// </remarks>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
public sealed class ModelSnapshot<TModel, TInput>
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly Copy _one = new(), _other = new();
    private Copy _current;
    private long _version = 1;

    /// <summary>Publishes <paramref name="model"/> as it is.</summary>
    /// <exception cref="ArgumentException">The model keeps a smaller copy of its weights (<see cref="ModelSpec.Storage"/>).</exception>
    public ModelSnapshot(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelNeeds.RequireFloats(TModel.Spec);
        _current = _one;
        _one.Take(model, _version);
    }

    /// <summary>Publishes <paramref name="model"/> as it is, unless a reader still holds what was published before the last time. By one thread, the one that trains.</summary>
    /// <returns>Whether it was published.</returns>
    public bool TryPublish(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Copy spare = _current == _one ? _other : _one;
        // A reader that comes from now on finds that the copy is not the current one, and leaves it before it reads.
        if (Volatile.Read(ref spare.Readers) != 0) return false;
        spare.Take(model, ++_version);
        // A full fence: readers see the whole copy, and the next call sees every reader that came before this.
        Interlocked.Exchange(ref _current, spare);
        return true;
    }

    /// <summary>The model published last. It stays as it is until the reading is disposed of; hold it for a few steps, not for good.</summary>
    public Reading Read()
    {
        while (true)
        {
            Copy copy = Volatile.Read(ref _current);
            Interlocked.Increment(ref copy.Readers);
            // Published anew in between: the copy may be written now.
            if (Volatile.Read(ref _current) == copy) return new Reading(copy);
            Interlocked.Decrement(ref copy.Readers);
        }
    }

    /// <summary>A published model in a reader's hands.</summary>
    public readonly ref struct Reading
    {
        private readonly Copy? _copy;

        internal Reading(Copy copy) => _copy = copy;

        /// <summary>The model; not to be changed, nor to be used after <see cref="Dispose"/>.</summary>
        public TModel Model => Held.Model;

        /// <summary>Which publication it is, counted from 1.</summary>
        public long Version => Held.Version;

        private Copy Held => _copy ?? throw new InvalidOperationException("There is no reading; call ModelSnapshot.Read.");

        /// <summary>Gives the copy back; once for each reading.</summary>
        /// <exception cref="InvalidOperationException">It was given back already.</exception>
        public void Dispose()
        {
            if (_copy is null || Interlocked.Decrement(ref _copy.Readers) >= 0) return;
            Interlocked.Increment(ref _copy.Readers);
            throw new InvalidOperationException("The reading was given back already; a copy of it counts as the same.");
        }
    }

    internal sealed class Copy
    {
        // How many hold it.
        public int Readers;

        public TModel Model { get; } = TModel.New();

        public long Version { get; private set; }

        public void Take(TModel model, long version)
        {
            Model.Parameters.MarkChanged();
            model.Parameters.Span.CopyTo(Model.Parameters.Span);
            Version = version;
        }
    }
}
