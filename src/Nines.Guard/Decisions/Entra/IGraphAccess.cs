using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Entra;

/// <summary>In whose name Graph is asked.</summary>
internal interface IGraphAccess
{
    /// <summary>Calls for one question.</summary>
    /// <param name="token">The token of whoever the question is about; it goes to nobody but a token service that changes it.</param>
    IUpstream For(string token);
}

/// <summary>The guard asks for itself, with permissions of its own (<c>GroupMember.Read.All</c> and <c>User.ReadBasic.All</c>).</summary>
internal sealed class OwnAccess(IUpstream upstream) : IGraphAccess
{
    public IUpstream For(string token) => upstream;
}
