using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management;
using Lintel.Management.Accounts;
using Lintel.Management.Audit;
using Lintel.Management.Events;
using Lintel.Management.Keys;
using Lintel.Management.Limits;
using Lintel.Management.Nodes;
using Lintel.Management.Operators;
using Lintel.Management.Peppers;
using Lintel.Management.PersonalData;
using Lintel.Management.Requests;
using Lintel.Management.Status;
using Lintel.Management.Tokens;
using Lintel.Management.Usage;
using Lintel.Management.Users;
using Lintel.Management.Versions;
using Lintel.Management.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the management API.</summary>
public static class ManagementEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the management API, which no API description of the application shows. The contract <see cref="Contract.Default"/>, or one of the same name, must
    /// have been added.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="port">
    /// The local port on which the management API answers, and no other API does; it must be one that the server listens on. The connection tells it, never the
    /// header <c>Host</c>. Null for every port.
    /// </param>
    /// <returns>The group at <see cref="Lintel.Management.ManagementApi.BasePath"/>, on which APIs hang the calls of their own dashboards.</returns>
    public static RouteGroupBuilder MapManagement(this IEndpointRouteBuilder endpoints, int? port = null)
    {
        endpoints.ServiceProvider.GetRequiredService<ApiDirectory>().ManagementPort = port;
        var audit = new AuditFilter();
        var group = endpoints.MapApi(Contract.Default.Api)
            .MapGroup("/v1")
            .WithoutQuery()
            .Idempotent()
            .AddEndpointFilter(audit)
            .WithMetadata(audit, Answer.Options);

        // Descriptions such as an OpenAPI document are the application's own, and so are the calls that it adds to the group.
        var own = group.MapGroup(string.Empty).ExcludeFromDescription();
        own.MapAccounts();
        own.MapUsers();
        own.MapSessions();
        own.MapKeys();
        own.MapLimits();
        own.MapTokens();
        own.MapRequests();
        own.MapUsage();
        own.MapAudit();
        own.MapData();
        own.MapErasures();
        own.MapStatus();
        own.MapContracts();
        if (endpoints.ServiceProvider.GetService<EventSource>() is { Events: not null })
        {
            own.MapWebhooks();
        }

        own.MapNodes();
        own.MapPepper();
        // An application that has added the contract by itself, without AddManagement, has none among its services.
        var services = endpoints.ServiceProvider;
        var signIn = services.GetService<OperatorSignIn>() ?? ActivatorUtilities.CreateInstance<OperatorSignIn>(services);
        own.MapOperators(signIn);
        own.MapPersonalTokens();
        own.MapOperatorSessions();
        own.MapSignIn(signIn);
        return group;
    }
}
