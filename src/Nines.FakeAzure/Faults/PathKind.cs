namespace Nines.FakeAzure.Faults;

/// <summary>Kind of a call. Faults are set for each kind.</summary>
internal enum PathKind
{
    /// <summary><c>/{tenant}[/v2.0]/.well-known/openid-configuration</c>.</summary>
    Discovery,

    /// <summary>The public keys.</summary>
    Keys,

    /// <summary><c>/{tenant}/oauth2/v2.0/token</c>.</summary>
    Token,

    /// <summary><c>/metadata/identity/oauth2/token</c>.</summary>
    ManagedIdentity,

    /// <summary><c>/aks/token</c>.</summary>
    AksToken,

    /// <summary><c>/v1.0/...</c>.</summary>
    Graph,

    /// <summary>checkaccess of the resource manager.</summary>
    CheckAccess,

    /// <summary>checkaccess of the policy decision point.</summary>
    Pdp,

    /// <summary>The operations of a resource provider.</summary>
    Operations,

    /// <summary>A scale set.</summary>
    ScaleSet,

    /// <summary>The list of the machines of a scale set.</summary>
    Instances,

    /// <summary>The instance view of one machine.</summary>
    InstanceView,

    /// <summary>A machine that is a resource of its own.</summary>
    Machine,
}
