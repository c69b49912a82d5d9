namespace Nines.Testing.Faults;

/// <summary>One of the two ways through a <see cref="FaultProxy"/>.</summary>
public enum ProxyDirection
{
    /// <summary>From who connected to the proxy, to what it stands in front of: requests.</summary>
    ToTarget,

    /// <summary>Back to who connected: answers.</summary>
    ToCaller,
}

/// <summary>Treatment of new connections by a <see cref="FaultProxy"/>. Existing ones go on.</summary>
public enum NewConnections
{
    /// <summary>They are joined to the target.</summary>
    Join,

    /// <summary>
    /// They are taken and lead nowhere: what is sent disappears, nothing comes back, and healing does not revive them. A caller's connect
    /// succeeds and its first answer never comes.
    /// </summary>
    BlackHole,

    /// <summary>They are reset as soon as they are made.</summary>
    Reset,
}
