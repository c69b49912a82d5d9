namespace Nines.Kubernetes.Records;

/// <summary>The bytes of the object that is being read, so that converters can look at the text of a part before they make a value of it.</summary>
internal sealed class ItemBytes
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;

    public ReadOnlySpan<byte> Hold(ReadOnlySpan<byte> json)
    {
        if (_bytes.Length < json.Length)
        {
            _bytes = new byte[Math.Max(json.Length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength))];
        }

        json.CopyTo(_bytes);
        _length = json.Length;
        return _bytes.AsSpan(0, _length);
    }

    public ReadOnlySpan<byte> Part(long start, long end) => _bytes.AsSpan((int)start, (int)(end - start));

    /// <summary>It held all of an object, with what is not ours to keep.</summary>
    public void Forget()
    {
        _bytes.AsSpan(0, _length).Clear();
        _length = 0;
    }
}
