using Nines.Azure.FailureDomains;

namespace Nines.Azure.Tests.FailureDomains;

public sealed class NodeMachineTests
{
    private const string Subscription = "5a9d0000-0000-0000-0000-000000000001";
    private const string Compute = $"azure:///subscriptions/{Subscription}/resourceGroups/mc_shop/providers/Microsoft.Compute";

    [Fact]
    public void An_instance_of_a_scale_set_is_recognized_by_its_set_and_number() =>
        NodeMachine.Parse($"{Compute}/virtualMachineScaleSets/aks-apps-1-vmss/virtualMachines/12")
            .ShouldBe(new ScaleSetInstance(new ScaleSetId(Subscription, "mc_shop", "aks-apps-1-vmss"), "12"));

    [Fact]
    public void A_machine_of_a_flexible_set_named_below_its_set_keeps_its_name() =>
        NodeMachine.Parse($"{Compute}/virtualMachineScaleSets/flex/virtualMachines/flex_1a2b3c")
            .ShouldBe(new ScaleSetInstance(new ScaleSetId(Subscription, "mc_shop", "flex"), "flex_1a2b3c"));

    [Fact]
    public void A_virtual_machine_is_recognized_by_its_name() =>
        NodeMachine.Parse($"{Compute}/virtualMachines/vm-1").ShouldBe(new SingleMachine(new VirtualMachineId(Subscription, "mc_shop", "vm-1")));

    [Fact]
    public void Case_makes_no_difference()
    {
        string id = $"{Compute}/virtualMachineScaleSets/AKS-Apps/virtualMachines/3";
        NodeMachine.Parse(id.ToUpperInvariant()).ShouldBe(NodeMachine.Parse(id.ToLowerInvariant()));
        NodeMachine.Parse(id).ShouldBeOfType<ScaleSetInstance>().ScaleSet.ShouldBe(ScaleSetId.Parse(id["azure://".Length..^"/virtualMachines/3".Length].ToUpperInvariant()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("aws:///eu-west-1a/i-0abc")]
    [InlineData("kind://docker/kind/kind-worker")]
    [InlineData("azure://")]
    [InlineData("azure:///")]
    [InlineData("azure://invalid-id")]
    [InlineData("azure:///subscriptions/not-a-guid/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/../providers/Microsoft.Compute/virtualMachines/v")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/..")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v?x=1")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v#f")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/%2e%2e")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v@evil.example")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v/extensions/e")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/s")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Storage/virtualMachines/v")]
    [InlineData("azure://evil.example/subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v")]
    [InlineData("azure:////subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v")]
    [InlineData("azure:///subscriptions/{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v\r\nHost: x")]
    public void Anything_else_is_not_a_machine_in_Azure(string? id) =>
        NodeMachine.Parse(id?.Replace("{s}", Subscription, StringComparison.Ordinal)).ShouldBeOfType<NotAzureMachine>();

    [Fact]
    public void The_path_is_encoded()
    {
        var machine = (SingleMachine)NodeMachine.Parse($"azure:///subscriptions/{Subscription}/resourceGroups/gruppe_ä(1)/providers/Microsoft.Compute/virtualMachines/v");
        machine.Id.Path.ShouldBe($"/subscriptions/{Subscription}/resourceGroups/gruppe_%C3%A4%281%29/providers/Microsoft.Compute/virtualMachines/v");
    }
}
