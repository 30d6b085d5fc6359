using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Door;

public sealed class OperationCheckTests
{
    [Fact]
    public async Task Start_up_names_every_operation_that_does_not_fit_its_contract()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(() => DoorHost.StartAsync(shop =>
        {
            shop.MapGet("/code", () => Results.Ok()).Raises("nowhere");
            shop.MapGet("/scope", () => Results.Ok()).RequireScope("things:burn");
            shop.MapGet("/limit", () => Results.Ok()).CountedUnder("account");
            shop.MapGet("/kind", () => Results.Ok()).AcceptsCredential(CredentialKind.SessionCookie);
            shop.MapGet("/session", () => Results.Ok()).RequireSession();
            shop.MapGet("/application", () => Results.Ok()).ForAllApplications();
            shop.MapPost("/early", () => Results.Ok()).Body(ShopOperations.NewThing.Read).RequireScope<RouteHandlerBuilder, ShopOperations.NewThing>(_ => "things:read", "things:read");
        }));

        Assert.Contains("raises 'nowhere', which is no row of shop.yaml", fault.Message, StringComparison.Ordinal);
        Assert.Contains("requires the scope 'things:burn'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("is under the limit 'account'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("accepts a credential of kind SessionCookie", fault.Message, StringComparison.Ordinal);
        Assert.Contains("needs the stage 'session'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("needs the stage 'application'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Put 'body' before 'scope'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(7, fault.Faults.Count);
        Assert.All(fault.Faults, one => Assert.Contains(one, fault.Message, StringComparison.Ordinal));
    }
}
