using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Nines.FakeAzure.Faults;

namespace Nines.FakeAzure;

/// <summary>The latest answers, and all of them in a file if wanted. Safe for many threads.</summary>
internal sealed class AnswerLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LoggedAnswer?[] _ring;
    private readonly StreamWriter? _file;
    private readonly ulong _run;
    private long _first = 1;
    private long _next = 1;

    /// <param name="most">Answers that are kept.</param>
    /// <param name="file">Null for none.</param>
    public AnswerLog(int most, string? file)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _ring = new LoggedAnswer?[most];
        _file = file is null ? null : new StreamWriter(file, append: true);
        Span<byte> run = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(run);
        _run = BitConverter.ToUInt64(run);
    }

    /// <summary>Number of calls so far.</summary>
    public long Count => Interlocked.Read(ref _next) - 1;

    /// <summary>Gives a call its place; it is seen by readers from <see cref="Decide"/> on.</summary>
    public (long Number, string Id) Begin()
    {
        long number = Interlocked.Increment(ref _next) - 1;
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, _run);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        return (number, new Guid(bytes).ToString());
    }

    /// <summary>Notes what will be answered, before the caller can know it.</summary>
    public void Decide(LoggedAnswer answer)
    {
        lock (_gate)
        {
            ref LoggedAnswer? slot = ref _ring[answer.Number % _ring.Length];
            if (answer.Number >= _first && !(slot?.Number > answer.Number))
            {
                slot = answer;
            }
        }
    }

    /// <summary>Notes how it went.</summary>
    public void Complete(LoggedAnswer answer)
    {
        lock (_gate)
        {
            if (answer.Number >= _first && _ring[answer.Number % _ring.Length]?.Number == answer.Number)
            {
                _ring[answer.Number % _ring.Length] = answer;
            }

            // Each line is whole when the process is killed.
            _file?.WriteLine(JsonSerializer.Serialize(answer, FakeAzureJson.Default.LoggedAnswer));
            _file?.Flush();
        }
    }

    /// <summary>Kept answers by their number.</summary>
    /// <param name="after">Only those with a greater number.</param>
    public ImmutableArray<LoggedAnswer> Read(long after = 0, int most = int.MaxValue)
    {
        lock (_gate)
        {
            return [.. _ring.OfType<LoggedAnswer>().Where(answer => answer.Number > after).OrderBy(answer => answer.Number).Take(most)];
        }
    }

    /// <summary>Forgets the answers so far; the file and the numbers go on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_ring);
            _first = Interlocked.Read(ref _next);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
        }
    }
}
