namespace Nines.Guard.Tokens;

/// <summary>
/// Verifiers of one public key (RSA or ECDSA objects). Importing a key costs more than verifying with it, and an object serves one thread
/// at a time: a caller takes one, and puts it back. Safe for many threads; a caller that still verifies when the pool is disposed finishes,
/// and its object is disposed with its return.
/// </summary>
internal sealed class VerifierPool<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    /// <summary>Objects that wait for callers. More are created when more callers verify at once, and disposed afterwards.</summary>
    public const int MaxIdle = 8;

    private readonly T?[] _idle = new T?[MaxIdle];
    private volatile bool _isDisposed;

    public T Take()
    {
        for (int slot = 0; slot < _idle.Length; slot++)
        {
            if (Volatile.Read(ref _idle[slot]) is not null && Interlocked.Exchange(ref _idle[slot], null) is { } verifier)
            {
                return verifier;
            }
        }

        return create();
    }

    public void Return(T verifier)
    {
        for (int slot = 0; slot < _idle.Length && !_isDisposed; slot++)
        {
            if (Interlocked.CompareExchange(ref _idle[slot], verifier, null) is null)
            {
                // Disposal may have passed this slot before the object was there.
                if (_isDisposed)
                {
                    Interlocked.Exchange(ref _idle[slot], null)?.Dispose();
                }

                return;
            }
        }

        verifier.Dispose();
    }

    public void Dispose()
    {
        _isDisposed = true;
        for (int slot = 0; slot < _idle.Length; slot++)
        {
            Interlocked.Exchange(ref _idle[slot], null)?.Dispose();
        }
    }
}
