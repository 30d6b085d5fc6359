using System.Text.Json;
using Lintel.Idempotency;

namespace Lintel.Tests.Idempotency;

/// <summary>A refusal that is told again has the values of the first time.</summary>
public sealed class KeptRefusalTests
{
    public static TheoryData<object, object> Values { get; } = new()
    {
        { 5u, 5L },
        { (sbyte)-5, -5L },
        { ulong.MaxValue, ulong.MaxValue },
        { 2.5f, 2.5m },
        { 12.50m, 12.50m },
        { 1e300, 1e300 },
        { true, true },
        { "5", "5" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Value_of_an_argument_and_of_a_fault_stays_what_it_is(object value, object told)
    {
        var fault = new FieldFault(FieldLocation.Body, "a", FieldFaultKind.Type, "p") { Value = value };
        var refusal = Refusal.WithCode("quota", ("left", value)).WithFaults([fault]);

        var json = JsonSerializer.Serialize(KeptRefusal.Of(refusal));
        var again = JsonSerializer.Deserialize<KeptRefusal>(json)!.ToRefusal();

        Assert.Equal(told, again["left"]);
        Assert.Equal(told, Assert.Single(again.Faults).Value);
    }
}
