using System.Globalization;

namespace Nines.Kubernetes.Records;

/// <summary>A number, or a text such as 50%: budgets and rollouts use either.</summary>
/// <param name="Text">Null for a number.</param>
public readonly record struct IntOrText(int Number, string? Text = null)
{
    /// <summary>The share of a text such as 50%, in hundredths; null for a number and for other texts.</summary>
    public int? Percent => Text is [.. var digits, '%'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) ? percent : null;

    /// <summary>How many of a total it is; null for a text that is no share. Kubernetes rounds budgets up.</summary>
    public int? Of(int total, bool roundUp = true) =>
        Text is null ? Number
        : Percent is not { } percent ? null
        : (int)Math.Min(int.MaxValue, (((long)percent * total) + (roundUp ? 99 : 0)) / 100);

    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
