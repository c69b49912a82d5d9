namespace Nines.Azure.FailureDomains;

/// <summary>Reason for which a domain of a machine is unknown.</summary>
public enum UnknownReason
{
    /// <summary>It is known.</summary>
    None,

    /// <summary>The provider id of the node is not that of an Azure machine.</summary>
    NotAzure,

    /// <summary>
    /// The scale set has a fault-domain count of 1, which means 'spread as far as possible': Azure then shows the same fault domain for every
    /// machine, wherever it is.
    /// </summary>
    SpreadAsFarAsPossible,

    /// <summary>The scale set could not be read, and its machines all show the same fault domain: that may be true, or mean nothing.</summary>
    CountUnknown,

    /// <summary>Azure reports no domains for instances of a flexible scale set.</summary>
    FlexibleSet,

    /// <summary>The machine is in no scale set and no availability set, so Azure places it by itself.</summary>
    Alone,

    /// <summary>The machine is not bound to a zone.</summary>
    NotZonal,

    /// <summary>Azure answered, and said nothing of it.</summary>
    NotGiven,

    /// <summary>Azure does not have the machine or its scale set: it may have been deleted.</summary>
    NotFound,

    /// <summary>The identity has no permission to read it.</summary>
    NotPermitted,

    /// <summary>No token was to be had, or Azure did not accept it.</summary>
    SignInFailed,

    /// <summary>Azure asked for more patience than there was.</summary>
    Throttled,

    /// <summary>No answer came.</summary>
    Unreachable,

    /// <summary>The time for all of the reading was over.</summary>
    OutOfTime,

    /// <summary>The answer did not match the request.</summary>
    BadAnswer,

    /// <summary>It would have taken more calls than are allowed.</summary>
    TooManyCalls,
}

/// <summary>The reasons in words.</summary>
public static class UnknownReasons
{
    /// <summary>Half a sentence for people, to follow 'unknown, because'.</summary>
    public static string Text(this UnknownReason reason) => reason switch
    {
        UnknownReason.None => "it is known",
        UnknownReason.NotAzure => "the node is not known to run on a machine in Azure",
        UnknownReason.SpreadAsFarAsPossible => "the scale set spreads its machines as far as possible (platformFaultDomainCount 1), and Azure does not say where each one is",
        UnknownReason.CountUnknown => "the scale set could not be read, and that all its machines show the same fault domain may mean nothing",
        UnknownReason.FlexibleSet => "Azure reports no domains for flexible scale sets",
        UnknownReason.Alone => "the machine is in neither a scale set nor an availability set",
        UnknownReason.NotZonal => "the machine is not bound to a zone",
        UnknownReason.NotGiven => "Azure does not say",
        UnknownReason.NotFound => "Azure does not have the machine (any more)",
        UnknownReason.NotPermitted => "reading it is not permitted (the role Reader on the node resource group is enough)",
        UnknownReason.SignInFailed => "signing in to Azure failed",
        UnknownReason.Throttled => "Azure throttled the calls for too long",
        UnknownReason.Unreachable => "Azure did not answer",
        UnknownReason.OutOfTime => "the time for reading was over",
        UnknownReason.BadAnswer => "the answer could not be understood",
        UnknownReason.TooManyCalls => "it would have taken more calls than are allowed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
