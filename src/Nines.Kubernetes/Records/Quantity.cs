using System.Globalization;
using System.Numerics;

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

    internal static readonly Int128 MaxNano = (Int128)long.MaxValue * One;

    public static Quantity Zero => default;

    public bool IsZero => Nano == 0;

    /// <summary>Whole pieces, rounded up.</summary>
    public long Value => (long)Up(Nano, One);

    /// <summary>Thousandths, rounded up: CPU is counted so. Cut to what a long holds.</summary>
    public long Milli => Up(Nano, 1_000_000) is var milli && milli > long.MaxValue ? long.MaxValue : milli < long.MinValue ? long.MinValue : (long)milli;

    public static bool operator <(Quantity a, Quantity b) => a.Nano < b.Nano;

    public static bool operator >(Quantity a, Quantity b) => a.Nano > b.Nano;

    public static bool operator <=(Quantity a, Quantity b) => a.Nano <= b.Nano;

    public static bool operator >=(Quantity a, Quantity b) => a.Nano >= b.Nano;

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

/// <summary>
/// The grammar of quantities (k8s.io/apimachinery/pkg/api/resource): a decimal number, then a binary suffix (Ki to Ei), a decimal one
/// (n, u, m, none, k to E), or an exponent (e3, E-2).
/// </summary>
internal static class QuantityText
{
    /// <summary>No sensible quantity is longer; it bounds the work.</summary>
    private const int MaxLength = 128;

    public static Quantity? Read(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return null;
        }

        int at = text[0] is '+' or '-' ? 1 : 0;
        bool isNegative = text[0] == '-';
        BigInteger digits = BigInteger.Zero;
        int count = 0;
        int afterPoint = 0;
        bool isPastPoint = false;
        for (; at < text.Length; at++)
        {
            if (text[at] == '.' && !isPastPoint)
            {
                isPastPoint = true;
            }
            else if (char.IsAsciiDigit(text[at]))
            {
                digits = (digits * 10) + (text[at] - '0');
                count++;
                afterPoint += isPastPoint ? 1 : 0;
            }
            else
            {
                break;
            }
        }

        if (count == 0 || Suffix(text[at..]) is not { } suffix)
        {
            return null;
        }

        // digits * 2^Two * 10^(Ten - afterPoint), in thousand-millionths.
        int ten = suffix.Ten - afterPoint + 9;
        BigInteger scaled = digits << suffix.Two;
        if (ten >= 0)
        {
            scaled *= BigInteger.Pow(10, ten);
        }
        else
        {
            scaled = BigInteger.DivRem(scaled, BigInteger.Pow(10, -ten), out BigInteger rest);
            scaled += rest.IsZero ? 0 : 1;
        }

        Int128 nano = scaled > (BigInteger)Quantity.MaxNano ? Quantity.MaxNano : (Int128)scaled;
        return new Quantity(isNegative ? -nano : nano);
    }

    public static string Write(Quantity quantity)
    {
        Int128 nano = quantity.Nano;
        if (nano == 0)
        {
            return "0";
        }

        if (nano % Quantity.One == 0)
        {
            Int128 value = nano / Quantity.One;
            ReadOnlySpan<string> binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
            int step = 0;
            while (step < 6 && value % 1024 == 0)
            {
                value /= 1024;
                step++;
            }

            return value.ToString(CultureInfo.InvariantCulture) + binary[step];
        }

        (Int128 unit, string suffix) = nano % 1_000_000 == 0 ? ((Int128)1_000_000, "m") : nano % 1000 == 0 ? (1000, "u") : (1, "n");
        return (nano / unit).ToString(CultureInfo.InvariantCulture) + suffix;
    }

    private static (int Two, int Ten)? Suffix(ReadOnlySpan<char> suffix) => suffix switch
    {
        "" => (0, 0),
        "n" => (0, -9),
        "u" => (0, -6),
        "m" => (0, -3),
        "k" => (0, 3),
        "M" => (0, 6),
        "G" => (0, 9),
        "T" => (0, 12),
        "P" => (0, 15),
        "E" => (0, 18),
        "Ki" => (10, 0),
        "Mi" => (20, 0),
        "Gi" => (30, 0),
        "Ti" => (40, 0),
        "Pi" => (50, 0),
        "Ei" => (60, 0),
        ['e' or 'E', .. var exponent] when int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int ten)
            => (0, Math.Clamp(ten, -400, 400)),
        _ => null,
    };
}
