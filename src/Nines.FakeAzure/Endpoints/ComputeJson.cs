using System.Text.Json;
using Nines.FakeAzure.Tenants;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Scale sets and machines in the words of the resource manager.</summary>
internal static class ComputeJson
{
    public static void Set(Utf8JsonWriter json, FakeScaleSet set)
    {
        json.WriteStartObject();
        Head(json, set.Id, set.Name, "Microsoft.Compute/virtualMachineScaleSets", set.Location, null);
        json.WriteStartObject("properties");
        json.WriteString("orchestrationMode", set.IsFlexible ? "Flexible" : "Uniform");
        json.WriteString("provisioningState", "Succeeded");
        json.WriteBoolean("singlePlacementGroup", value: false);
        Number(json, "platformFaultDomainCount", set.FaultDomainCount);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Instance(Utf8JsonWriter json, FakeScaleSet set, FakeInstance instance, bool withView)
    {
        json.WriteStartObject();
        json.WriteString("instanceId", instance.InstanceId);
        string name = set.IsFlexible ? instance.InstanceId : $"{set.Name}_{instance.InstanceId}";
        Head(json, $"{set.Id}/virtualMachines/{instance.InstanceId}", name, "Microsoft.Compute/virtualMachineScaleSets/virtualMachines", set.Location, instance.Zone);
        json.WriteStartObject("properties");
        json.WriteString("provisioningState", "Succeeded");
        if (withView)
        {
            json.WritePropertyName("instanceView");
            View(json, set, instance);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void View(Utf8JsonWriter json, FakeScaleSet set, FakeInstance instance)
    {
        // Spread as far as possible: one fault domain is shown, whichever it is in.
        int? fault = set.IsFlexible ? null : set.FaultDomainCount == FakeScaleSet.AsFarAsPossible ? 0 : instance.FaultDomain;
        View(json, fault, set.IsFlexible ? null : instance.UpdateDomain, instance.PlacementGroup);
    }

    public static void Machine(Utf8JsonWriter json, FakeMachine machine, bool withView)
    {
        json.WriteStartObject();
        Head(json, machine.Id, machine.Name, "Microsoft.Compute/virtualMachines", machine.Location, machine.Zone);
        json.WriteStartObject("properties");
        json.WriteString("provisioningState", "Succeeded");
        Reference(json, "virtualMachineScaleSet", machine.ScaleSet);
        Reference(json, "availabilitySet", machine.AvailabilitySet);
        if (withView)
        {
            json.WritePropertyName("instanceView");
            View(json, machine);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void View(Utf8JsonWriter json, FakeMachine machine)
    {
        bool isCounted = machine.AvailabilitySet is not null;
        View(json, isCounted ? machine.FaultDomain : null, isCounted ? machine.UpdateDomain : null, null);
    }

    private static void View(Utf8JsonWriter json, int? fault, int? update, string? placement)
    {
        json.WriteStartObject();
        Number(json, "platformFaultDomain", fault);
        Number(json, "platformUpdateDomain", update);
        if (placement is not null)
        {
            json.WriteString("placementGroupId", placement);
        }

        json.WriteStartArray("statuses");
        json.WriteStartObject();
        json.WriteString("code", "PowerState/running");
        json.WriteString("level", "Info");
        json.WriteString("displayStatus", "VM running");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter json, string id, string name, string type, string location, string? zone)
    {
        json.WriteString("id", id);
        json.WriteString("name", name);
        json.WriteString("type", type);
        json.WriteString("location", location);
        if (zone is not null)
        {
            json.WriteStartArray("zones");
            json.WriteStringValue(zone);
            json.WriteEndArray();
        }
    }

    private static void Reference(Utf8JsonWriter json, string name, string? id)
    {
        if (id is not null)
        {
            json.WriteStartObject(name);
            json.WriteString("id", id);
            json.WriteEndObject();
        }
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
