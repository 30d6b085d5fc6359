using Lintel.Contracts;

namespace Lintel.Tests.Conventions;

/// <summary>The pages differ in what they check first, and clients come to rely on it: an order changes only together with this test.</summary>
public sealed class OrderTests
{
    [Theory]
    [InlineData("apis/Trackpilots/trackpilots.yaml", "credential key plan limit route method precondition body resource rules")]
    [InlineData("apis/Pixel/pixel.yaml", "credential key limit route method scope precondition body resource rules")]
    [InlineData("apis/FieldService/fieldservice.yaml", "credential key address plan limit route method scope resource body rules")]
    [InlineData("apis/Otp/otp.yaml", "route method credential key application limit precondition resource body rules")]
    [InlineData("apis/Panel/panel.yaml", "route method credential key session limit body scope application resource rules")]
    [InlineData("src/Lintel.Core/Contracts/lintel.yaml", "credential key address limit route method scope precondition idempotency body resource rules")]
    public void Order_of_a_shipped_contract_is_the_published_one(string file, string order)
    {
        var contract = ContractReader.ReadFile(Path.Combine(Repository.Root, file));

        Assert.Equal(order, string.Join(' ', contract.Order));
    }
}
