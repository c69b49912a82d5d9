using System.Text.Json.Serialization;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FakeUser))]
[JsonSerializable(typeof(FakeGroup))]
[JsonSerializable(typeof(FakeServicePrincipal))]
[JsonSerializable(typeof(FakeRoleAssignment))]
[JsonSerializable(typeof(FakeDenyAssignment))]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(ThrottleSettings))]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(LoggedAnswer))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(ServiceAccountRequest))]
[JsonSerializable(typeof(RotateRequest))]
[JsonSerializable(typeof(AdminState))]
[JsonSerializable(typeof(FakeScaleSet))]
[JsonSerializable(typeof(FakeMachine))]
[JsonSerializable(typeof(ComputeSettings))]
[JsonSerializable(typeof(string))]
internal sealed partial class FakeAzureJson : JsonSerializerContext;
