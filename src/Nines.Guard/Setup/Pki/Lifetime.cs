namespace Nines.Guard.Setup.Pki;

/// <summary>From when until when a certificate is good.</summary>
internal readonly record struct Lifetime(DateTimeOffset From, DateTimeOffset Until)
{
    public static readonly TimeSpan Authority = TimeSpan.FromDays(3650);
    public static readonly TimeSpan MinAuthorityLifetime = TimeSpan.FromDays(30);
    public static readonly TimeSpan MaxAuthorityLifetime = TimeSpan.FromDays(7300);
    public static readonly TimeSpan Leaf = TimeSpan.FromDays(365);
    public static readonly TimeSpan MinLeafLifetime = TimeSpan.FromHours(1);

    /// <summary>Maximum lifetime that platforms accept of private authorities; Source: Apple HT210176 (iOS 13 and macOS 10.15).</summary>
    public static readonly TimeSpan MaxLeafLifetime = TimeSpan.FromDays(825);

    /// <summary>Clocks of other machines may be behind this one.</summary>
    public static readonly TimeSpan Backdated = TimeSpan.FromMinutes(5);

    /// <summary>Whole seconds, as certificates have them. The longest one includes the time before now.</summary>
    public static Lifetime Create(DateTimeOffset now, TimeSpan valid, TimeSpan longest)
    {
        var second = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        DateTimeOffset from = second - Backdated;
        DateTimeOffset until = second + valid;
        return new Lifetime(from, until - from > longest ? from + longest : until);
    }
}
