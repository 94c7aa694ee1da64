namespace RnnGen;

/// <summary>Threads that work on the shards of a batch; the caller's is one of them. Nothing is allocated once they run.</summary>
internal sealed class ShardThreads : IDisposable
{
    private readonly Action<int> _work;
    private readonly SemaphoreSlim[] _go;
    private readonly SemaphoreSlim _done = new(0);
    private readonly Exception?[] _errors;
    private volatile bool _end;

    /// <summary><paramref name="work"/> is called with each number below <paramref name="count"/>.</summary>
    public ShardThreads(int count, Action<int> work)
    {
        _work = work;
        _errors = new Exception?[count];
        _go = new SemaphoreSlim[count - 1];
        for (int i = 0; i < _go.Length; i++)
        {
            _go[i] = new SemaphoreSlim(0);
            int shard = i + 1;
            new Thread(() => Serve(shard)) { IsBackground = true, Name = $"RnnGen training {shard}" }.Start();
        }
    }

    /// <summary>Does all the work, and returns when it is done.</summary>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_end, this);
        foreach (SemaphoreSlim go in _go) go.Release();
        Work(0);
        for (int i = 0; i < _go.Length; i++) _done.Wait();
        foreach (Exception? error in _errors)
        {
            if (error is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Lets the threads end.</summary>
    public void Dispose()
    {
        if (_end) return;
        _end = true;
        foreach (SemaphoreSlim go in _go) go.Release();
    }

    private void Serve(int shard)
    {
        while (true)
        {
            _go[shard - 1].Wait();
            if (_end) return;
            Work(shard);
            _done.Release();
        }
    }

    /// <summary>An error waits until all have ended, so that no thread is left at work.</summary>
    private void Work(int shard)
    {
        _errors[shard] = null;
        try
        {
            _work(shard);
        }
        catch (Exception e)
        {
            _errors[shard] = e;
        }
    }
}
