using System.Runtime.ExceptionServices;

namespace RnnGen;

/// <summary>Does a job in parts at the same time: part 0 on the caller's thread, each other part on a thread of its own that waits for the next job.</summary>
/// <remarks>
/// The threads are in the background and hold the job only while they do it, so that a team which nobody holds is collected, and its threads end.
/// <see cref="Run"/> allocates nothing.
/// </remarks>
internal sealed class WorkerTeam : IDisposable
{
    // Only those whose threads have started: where one does not, the finalizer ends the others.
    private readonly List<Worker> _workers = [];
    private bool _disposed;

    /// <summary>A team for jobs of this many parts; for one part there are no threads.</summary>
    /// <param name="parts">The caller's among them.</param>
    /// <param name="start">Starts a thread; null: as usual.</param>
    public WorkerTeam(int parts, Action<Thread>? start = null)
    {
        for (int part = 1; part < parts; part++) _workers.Add(new Worker(part, start ?? (thread => thread.Start())));
    }

    ~WorkerTeam() => End();

    /// <summary>Does all parts, and returns when the last has ended. Where some fail, the exception of the lowest is thrown.</summary>
    public void Run(Action<int> job)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (Worker worker in _workers) worker.Begin(job);
        ExceptionDispatchInfo? failure = null;
        try
        {
            job(0);
        }
        catch (Exception e)
        {
            // Not before the others have ended: they work on the caller's data.
            failure = ExceptionDispatchInfo.Capture(e);
        }
        foreach (Worker worker in _workers)
        {
            ExceptionDispatchInfo? other = worker.AwaitEnd();
            failure ??= other;
        }
        GC.KeepAlive(this);
        failure?.Throw();
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        End();
        GC.SuppressFinalize(this);
    }

    private void End()
    {
        foreach (Worker worker in _workers) worker.Begin(null);
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim _begin = new(0), _end = new(0);
        private readonly int _part;
        private Action<int>? _job;
        private ExceptionDispatchInfo? _failure;

        public Worker(int part, Action<Thread> start)
        {
            _part = part;
            start(new Thread(Work) { IsBackground = true, Name = $"RnnGen trainer {part}" });
        }

        /// <summary>Gives the thread its part of a job; null ends it.</summary>
        public void Begin(Action<int>? job)
        {
            _job = job;
            _begin.Release();
        }

        /// <summary>Waits until the part is done, and says how it failed.</summary>
        public ExceptionDispatchInfo? AwaitEnd()
        {
            _end.Wait();
            return _failure;
        }

        private void Work()
        {
            while (WorkOnce()) _end.Release();
        }

        // A method of its own, so that no local of the waiting thread keeps the job.
        private bool WorkOnce()
        {
            _begin.Wait();
            if (_job is not { } job) return false;
            try
            {
                _failure = null;
                job(_part);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
            _job = null;
            return true;
        }
    }
}
