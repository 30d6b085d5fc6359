using Lintel.Contracts;

namespace Lintel.Tests.FieldService;

public sealed class FieldServiceContractTests
{
    private static readonly Contract Contract = ContractReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "contracts", "fieldservice.yaml"));

    [Fact]
    public void Contract_has_every_row_of_the_page_in_its_order()
    {
        (string, int)[] page =
        [
            ("validation_failed", 400), ("missing_required_field", 400), ("invalid_status_transition", 400), ("meter_not_found", 400), ("unauthorized", 401),
            ("forbidden", 403), ("ip_not_allowed", 403), ("scope_not_authorized", 403), ("not_found", 404), ("method_not_allowed", 405),
            ("duplicate_customer", 409), ("rate_limit_exceeded", 429), ("server_error", 500),
        ];

        Assert.Equal(page, Contract.Errors.Where(row => row.Source == ErrorSource.Page).Select(row => (row.Code, row.Status)));
    }

    [Fact]
    public void Order_looks_for_the_record_before_the_body() => Assert.Equal(
        [
            StageDescriptor.Credential,
            StageDescriptor.Key,
            StageDescriptor.Address,
            StageDescriptor.Plan,
            StageDescriptor.Limit,
            StageDescriptor.Route,
            StageDescriptor.Method,
            StageDescriptor.Scope,
            StageDescriptor.Resource,
            StageDescriptor.Body,
            StageDescriptor.Rules,
        ],
        Contract.Order);

    [Fact]
    public void Forbidden_says_whether_the_scope_or_the_plan_is_missing()
    {
        Assert.True(Contract.TryGetError(Condition.ScopeMissing, out var scope));
        Assert.True(Contract.TryGetError(Condition.PlanInactive, out var plan));

        Assert.Same(scope, plan);
        Assert.Equal(
            "This API key does not have the 'customers:read' permission.",
            scope.Template.FormatMessage(Refusal.For(Condition.ScopeMissing, ("required", "customers:read"))));
        Assert.Equal(
            "The API needs an active Enterprise plan; this company's plan is 'pro' and its subscription is 'active'.",
            plan.Template.FormatMessage(
                Refusal.For(Condition.PlanInactive, ("plan", "pro"), ("subscription", "active"))));
    }

    [Fact]
    public void Faults_of_credentials_have_one_row()
    {
        var conditions = Condition.All.Where(condition => condition.Name.StartsWith("credential.", StringComparison.Ordinal));

        Assert.All(conditions, condition =>
        {
            Assert.True(Contract.TryGetError(condition, out var row));
            Assert.Equal("unauthorized", row.Code);
        });
    }

    [Fact]
    public void InventoryWrite_implies_reading_and_transfer_implies_nothing()
    {
        Assert.Equal(["inventory:read"], Contract.Scopes.Single(scope => scope.Name == "inventory:write").Implies);
        Assert.Empty(Contract.Scopes.Single(scope => scope.Name == "inventory:transfer").Implies);
        Assert.Equal(13, Contract.Scopes.Count);
    }
}
