using Lintel.Management;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>Settings › Billing of the vendor's dashboard: the plan and the subscription of each organisation.</summary>
internal sealed class BillingSection : IConsoleSection
{
    public string Name => "trackpilots-billing";

    public string Title => "Billing";

    public string Api => TrackpilotsModule.Api;

    public string Scope => "accounts:read";

    public SectionTable List => new()
    {
        Path = $"/accounts?api={TrackpilotsModule.Api}",
        LeadsTo = Name,
        Columns = [new("name", "Organisation"), new("plan", "Plan"), new("subscription", "Subscription")],
        Empty = "No organisation has an account yet.",
    };

    public IReadOnlyList<SectionForm> Forms => [];

    public SectionRecord Record => new()
    {
        Path = "/accounts/{id}",
        Name = "name",
        Facts =
        [
            new("id", "Account") { Kind = SectionColumnKind.Code }, new("plan", "Plan"), new("subscription", "Subscription"),
            new("suspendedAt", "Suspended") { Kind = SectionColumnKind.Moment }, new("createdAt", "Created") { Kind = SectionColumnKind.Moment },
        ],
        Forms = [Renewal],
    };

    /// <summary>The plans of the contract.</summary>
    public static IReadOnlyList<string> Plans { get; } = ["starter", "reseller", "basic"];

    /// <summary>The subscription states of the contract.</summary>
    public static IReadOnlyList<string> Subscriptions { get; } = ["active", "expired", "payment_failed", "pending", "cancelled"];

    private static SectionForm Renewal { get; } = new()
    {
        Name = "renew",
        Title = "Change plan and subscription",
        Method = "PATCH",
        Path = "/accounts/{id}",
        Scope = "accounts:write",
        Version = "version",
        Done = "The plan is changed. It holds from the organisation's next request on.",
        Fields =
        [
            new("plan", "Plan") { Kind = SectionFieldKind.Choice, IsRequired = true, Present = "plan", Choices = Plans },
            new("subscription", "Subscription") { Kind = SectionFieldKind.Choice, IsRequired = true, Present = "subscription", Choices = Subscriptions },
        ],
    };
}
