using System.Collections.Immutable;
using System.Security.Cryptography;
using Nines.Guard.Telemetry;
using Nines.Text;

namespace Nines.Guard.Files;

/// <summary>
/// Value that is created from one or several files, and again after each change. Files are polled: files of mounted secrets change
/// by a swapped symbolic link, which file notifications miss. After an error in the new files the old value stays, with a log line.
/// </summary>
/// <typeparam name="T">Immutable: readers take <see cref="Current"/> once and keep it for what they do.</typeparam>
internal sealed class WatchedFiles<T> : IAsyncDisposable
    where T : class
{
    private const long MaxBytes = 16 << 20;

    private readonly ImmutableArray<string> _paths;
    private readonly Func<ImmutableArray<byte[]>, ReadResult<T>> _make;
    private readonly CancellationTokenSource _stop = new();
    private UInt128 _seen;
    private T _current;
    private Task _polling = Task.CompletedTask;

    private WatchedFiles(ImmutableArray<string> paths, Func<ImmutableArray<byte[]>, ReadResult<T>> make, T current, UInt128 seen)
    {
        (_paths, _make, _current, _seen) = (paths, make, current, seen);
    }

    public T Current => Volatile.Read(ref _current);

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="make">Makes the thing from the bytes of the files, in the order of the paths; must not throw.</param>
    public static (WatchedFiles<T>? Watched, ImmutableArray<Diagnostic> Faults) Open(
        ImmutableArray<string> paths, Func<ImmutableArray<byte[]>, ReadResult<T>> make)
    {
        ReadResult<T> first = Make(paths, make, out UInt128 seen);
        return first.IsValid ? (new WatchedFiles<T>(paths, make, first.Value, seen), []) : (null, first.Diagnostics);
    }

    /// <summary>Begins to look for changes.</summary>
    /// <param name="what">For log and metrics, such as <c>policy</c>.</param>
    public void Watch(string what, TimeSpan interval, TimeProvider time, GuardLog log, Instruments instruments)
    {
        // A cancelled token completes the delay; the loop ends by looking at it.
        _polling = PollAsync();

        async Task PollAsync()
        {
            using var timer = new PeriodicTimer(interval, time);
            try
            {
                while (await timer.WaitForNextTickAsync(_stop.Token))
                {
                    Look(what, log, instruments);
                }
            }
            catch (OperationCanceledException)
            {
                // Stopped.
            }
        }
    }

    /// <summary>Looks once, now.</summary>
    public void Look(string what, GuardLog log, Instruments instruments)
    {
        UInt128 before = _seen;
        ReadResult<T> again = Make(_paths, _make, out UInt128 seen, before);
        if (seen == before)
        {
            return;
        }

        _seen = seen;
        if (again.IsValid)
        {
            Volatile.Write(ref _current, again.Value);
            instruments.Reloads.Add(what, "done");
            log.Event(LogLevel.Information, "reloaded", $"The {what} changed and is in use.", ("what", what));
            return;
        }

        instruments.Reloads.Add(what, "failed");
        foreach (Diagnostic fault in again.Diagnostics.Take(20))
        {
            log.Event(LogLevel.Error, "reload-failed", $"The {what} changed and is invalid; the previous one stays in use. {fault}", ("what", what));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        _stop.Dispose();
    }

    /// <param name="seen">Stands for what the files hold, or for why they cannot be read.</param>
    /// <param name="before">Hash of the earlier content: for the same content nothing is created, and the result is empty.</param>
    private static ReadResult<T> Make(
        ImmutableArray<string> paths, Func<ImmutableArray<byte[]>, ReadResult<T>> make, out UInt128 seen, UInt128? before = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var contents = ImmutableArray.CreateBuilder<byte[]>(paths.Length);
        var faults = new List<Diagnostic>();
        foreach (string path in paths)
        {
            byte[] content = [];
            string fault = "";
            try
            {
                content = ReadAll(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                fault = exception.Message;
                faults.Add(new Diagnostic(new SourcePosition(path, 0, 0), $"cannot be read: {fault}"));
            }

            hash.AppendData(BitConverter.GetBytes(content.Length + ((long)fault.GetHashCode(StringComparison.Ordinal) << 32)));
            hash.AppendData(content);
            contents.Add(content);
        }

        seen = BitConverter.ToUInt128(hash.GetHashAndReset());
        return seen == before ? new ReadResult<T>(null, [])
            : faults.Count > 0 ? ReadResult.Failed<T>([.. faults])
            : make(contents.DrainToImmutable());
    }

    private static byte[] ReadAll(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxBytes)
        {
            throw new IOException($"it has more than {MaxBytes >> 20} MiB");
        }

        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
