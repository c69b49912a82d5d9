namespace Nines.Azure.FailureDomains;

/// <summary>Reads a machine that is a resource of its own.</summary>
internal static class SingleCalls
{
    /// <summary>The machine with its instance view, which is asked for by itself when it does not come along.</summary>
    public static async Task<ArmAnswer<ArmMachine>> ReadAsync(ArmSession session, VirtualMachineId id)
    {
        ArmAnswer<ArmMachine> machine = await session.GetSingleAsync(session.Address(id.Path, "&$expand=instanceView"), ArmDocuments.Machine);
        if (machine.Value is not { HasView: false } bare)
        {
            return machine;
        }

        ArmAnswer<ArmView> view = await session.GetSingleAsync(session.Address($"{id.Path}/instanceView"), ArmDocuments.View);
        return view.Value is { } domains ? new ArmAnswer<ArmMachine>(bare.With(domains), null) : new ArmAnswer<ArmMachine>(bare, view.Failure);
    }
}
