namespace Nines.Kubernetes.Records;

/// <summary>
/// An exact amount of a resource: cores, bytes or pieces. Kept in thousand-millionths; as in Kubernetes, finer parts are rounded up
/// (away from zero) and amounts beyond 2^63-1 are cut to it.
/// </summary>
/// <param name="Nano">Thousand-millionths.</param>
public readonly record struct Quantity(Int128 Nano) : IComparable<Quantity>
{
    /// <summary>Of one piece.</summary>
    internal static readonly Int128 One = 1_000_000_000;

    internal static readonly Int128 Most = (Int128)long.MaxValue * One;

    public static Quantity Zero => default;

    public bool IsZero => Nano == 0;

    /// <summary>Whole pieces, rounded up.</summary>
    public long Value => (long)Up(Nano, One);

    /// <summary>Thousandths, rounded up: CPU is counted so. Cut to what a long holds.</summary>
    public long Milli => Up(Nano, 1_000_000) is var milli && milli > long.MaxValue ? long.MaxValue : milli < long.MinValue ? long.MinValue : (long)milli;

    public static Quantity FromMilli(long milli) => new((Int128)milli * 1_000_000);

    public static Quantity FromValue(long value) => new((Int128)value * One);

    public static Quantity operator +(Quantity a, Quantity b) => new(a.Nano + b.Nano);

    public static Quantity operator -(Quantity a, Quantity b) => new(a.Nano - b.Nano);

    public static bool operator <(Quantity a, Quantity b) => a.Nano < b.Nano;

    public static bool operator >(Quantity a, Quantity b) => a.Nano > b.Nano;

    public static bool operator <=(Quantity a, Quantity b) => a.Nano <= b.Nano;

    public static bool operator >=(Quantity a, Quantity b) => a.Nano >= b.Nano;

    public static Quantity Add(Quantity left, Quantity right) => left + right;

    public static Quantity Subtract(Quantity left, Quantity right) => left - right;

    public static Quantity Max(Quantity a, Quantity b) => a > b ? a : b;

    public int CompareTo(Quantity other) => Nano.CompareTo(other.Nano);

    /// <summary>The shortest way to write it that Kubernetes reads as the same amount.</summary>
    public override string ToString() => QuantityText.Write(this);

    /// <summary>Reads a text such as 100m, 1.5, 1e3, 2Gi; null when it is none.</summary>
    public static Quantity? Parse(ReadOnlySpan<char> text) => QuantityText.Read(text);

    internal static Int128 Up(Int128 value, Int128 unit)
    {
        (Int128 whole, Int128 rest) = Int128.DivRem(value, unit);
        return rest > 0 ? whole + 1 : rest < 0 ? whole - 1 : whole;
    }
}
