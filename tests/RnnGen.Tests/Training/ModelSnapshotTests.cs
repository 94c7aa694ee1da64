using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>Readers have whole models, never half of one and half of the next.</summary>
public class ModelSnapshotTests
{
    [Fact]
    public void ReadersSeeOnePublicationAtATime()
    {
        // The parameters of publication k are all k.
        var model = new SmallStack();
        model.Parameters.Span.Fill(1);
        var snapshot = new ModelSnapshot<SmallStack, float>(model);
        bool isDone = false;
        long wrong = 0, reads = 0, seen = 0;
        Thread[] readers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(Read))];
        foreach (Thread reader in readers) reader.Start();
        // On a busy machine a reader may be stopped while it holds a copy.
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int version = 1;
        while ((version < 100 || Interlocked.Read(ref seen) < 20) && clock.Elapsed.TotalSeconds < 20)
        {
            model.Parameters.Span.Fill(version + 1);
            if (snapshot.TryPublish(model)) version++;
            else Thread.Yield();
        }
        Volatile.Write(ref isDone, true);
        foreach (Thread reader in readers) reader.Join();
        Assert.Equal(0, wrong);
        Assert.True(seen >= 20 && version >= 100, $"{reads} reads of {seen} versions of {version}");

        void Read()
        {
            long last = 0;
            while (!Volatile.Read(ref isDone))
            {
                ModelSnapshot<SmallStack, float>.Reading reading = snapshot.Read();
                Span<float> values = reading.Model.Parameters.Span;
                bool isWhole = values.IndexOfAnyExcept((float)reading.Version) < 0 && reading.Version >= last;
                // The second look, from the end: nothing changes while it is held.
                isWhole &= values.LastIndexOfAnyExcept((float)reading.Version) < 0;
                if (!isWhole) Interlocked.Increment(ref wrong);
                if (reading.Version != last) Interlocked.Increment(ref seen);
                Interlocked.Increment(ref reads);
                last = reading.Version;
                reading.Dispose();
                Thread.SpinWait(200);
            }
        }
    }

    [Fact]
    public void WhatIsHeldIsNotWritten()
    {
        SmallStack model = SmallStack.Create(1);
        var snapshot = new ModelSnapshot<SmallStack, float>(model);
        float[] first = model.Parameters.Span.ToArray();
        ModelSnapshot<SmallStack, float>.Reading held = snapshot.Read();
        model.Parameters.Span.Fill(2);
        Assert.Equal(first, held.Model.Parameters.Span.ToArray());
        Assert.True(snapshot.TryPublish(model));
        model.Parameters.Span.Fill(3);
        // It would have to write what is held.
        Assert.False(snapshot.TryPublish(model));
        Assert.Equal(first, held.Model.Parameters.Span.ToArray());
        using (ModelSnapshot<SmallStack, float>.Reading now = snapshot.Read())
        {
            Assert.Equal(2, now.Version);
            Assert.Equal(2f, now.Model.Parameters.Span[0]);
        }
        held.Dispose();
        Assert.True(snapshot.TryPublish(model));
        using ModelSnapshot<SmallStack, float>.Reading last = snapshot.Read();
        Assert.Equal((3, 3f), (last.Version, last.Model.Parameters.Span[0]));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        SmallStack model = SmallStack.Create(1);
        var snapshot = new ModelSnapshot<SmallStack, float>(model);
        SmallStack.State state = default;
        float[] input = new float[3], output = new float[2];
        Use();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Use();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Use()
        {
            Assert.True(snapshot.TryPublish(model));
            using ModelSnapshot<SmallStack, float>.Reading reading = snapshot.Read();
            reading.Model.Step(input, ref state, output);
        }
    }

    [Fact]
    public void NoReadingSaysSo() =>
        Assert.Throws<InvalidOperationException>(() => default(ModelSnapshot<SmallStack, float>.Reading).Model);
}
