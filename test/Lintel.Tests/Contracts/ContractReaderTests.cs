using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.Tests.Contracts;

public sealed class ContractReaderTests
{
    [Fact]
    public void A_complete_contract_is_read_member_by_member()
    {
        var contract = ContractSamples.Read(ContractSamples.Complete);

        Assert.Equal("complete", contract.Api);
        Assert.Equal("The complete API", contract.Title);
        Assert.Equal("/complete/v1", contract.BasePath);
        Assert.Equal("application/vnd.complete+json", contract.ContentType);
        Assert.Equal(new RequestIdFormat("rq-", "X-Complete-Id", 24), contract.RequestId);
        Assert.Equal(new SizeLimits(256 * 1024, 8000, 16 * 1024, 16), contract.Sizes);
        Assert.Equal(UnknownMembers.Refuse, contract.UnknownMembers);
        Assert.Equal(["starter", "Big Business"], contract.Plans!.Allow);
        Assert.Equal(["active"], contract.Plans.Subscriptions);
        Assert.Equal(["basic", "starter", "Big Business"], contract.Accounts.Plans);
        Assert.Equal(["active", "expired"], contract.Accounts.Subscriptions);
        Assert.Equal(["things:read", "things:write"], contract.Scopes.Select(scope => scope.Name));
        Assert.Equal(["things:read"], contract.Scopes[1].Implies);
        Assert.Equal([new Waiver(6, "The page says that the scheme is compared exactly.")], contract.Waives);
        Assert.Equal("## Questions\nNone so far.", contract.Guide);
        Assert.Equal(
            [
                StageDescriptor.Credential,
                StageDescriptor.Key,
                StageDescriptor.Plan,
                StageDescriptor.Address,
                StageDescriptor.Limit,
                StageDescriptor.Route,
                StageDescriptor.Method,
                StageDescriptor.Scope,
                StageDescriptor.Precondition,
                StageDescriptor.Resource,
                StageDescriptor.Body, StageDescriptor.Rules,
            ],
            contract.Order);
    }

    [Fact]
    public void Messages_are_read_in_several_languages()
    {
        var contract = ContractSamples.Read(
            ContractSamples.Broken(
                "fix: Send a good key.",
                "fix: Send a good key.\n    messages: { de: Falsch., fr: { message: Faux., credential.unknown: Inconnu. } }"));
        var error = Assert.Single(contract.Errors, error => error.Translations.Count > 0);

        Assert.Equal("en", contract.Language);
        Assert.Equal(["de", "fr"], contract.Languages);
        Assert.Equal(("de", "Falsch."), (error.Translations["de"].Language, error.Translations["de"].Message));
        Assert.Equal((error.Code, error.Status), (error.Translations["fr"].Code, error.Translations["fr"].Status));
        Assert.Equal(
            ["de", "fr"],
            contract.Hints.Where(hint => hint.Contains("callers who ask for it", StringComparison.Ordinal)).Select(hint => hint.Split('\'')[1]));
    }

    [Fact]
    public void Credentials_are_read()
    {
        var schemes = ContractSamples.Read(ContractSamples.Complete).Credentials;

        Assert.Equal(
            new KeyScheme
            {
                Kind = CredentialKind.Bearer,
                Header = "Authorization",
                Prefix = "cmp",
                Hash = SecretHash.Sha256,
                CaseSensitiveScheme = true,
                Challenge = "Bearer realm=\"complete\", charset=\"UTF-8\"",
            },
            schemes[0]);
        Assert.Equal(
            new KeyScheme
            {
                Kind = CredentialKind.Header,
                Header = "X-API-Key",
                Prefix = "cmp",
                Hash = SecretHash.Hmac,
                Challenge = "ApiKey realm=\"complete\""
            },
            schemes[1]);
    }

    [Fact]
    public void Sessions_beside_keys_in_one_header_are_told_by_their_prefix()
    {
        var contract = ContractSamples.Read(ContractSamples.Minimal.Replace(
            "  - { kind: bearer, prefix: least }",
            "  - { kind: bearer, prefix: least }\n  - { kind: session-bearer, prefix: leastses, lifetime: 1 hour }",
            StringComparison.Ordinal));

        Assert.Equal(("Authorization", "leastses"), (contract.Sessions!.Header, contract.Sessions.Prefix));
        Assert.Equal("least", contract.Keys!.Prefix);
    }

    [Fact]
    public void Sessions_applications_and_forms_of_keys_are_read()
    {
        var contract = ContractSamples.Read(ContractSamples.Minimal.Replace(
            "  - { kind: bearer, prefix: least }",
            """
              - { kind: bearer, prefix: least_mgmt, form: { publicId: bak_, publicIdLength: 16, secretLength: 48 } }
              - { kind: session-cookie, cookie: session, lifetime: 24 hours }
              - kind: application
                headers: { clientId: X-Client-Id, clientSecret: X-Client-Secret, apiKey: X-Api-Key }
                prefixes: { clientId: cid, clientSecret: cs, apiKey: ak }
            """,
            StringComparison.Ordinal));

        Assert.Equal(new KeyForm("bak_", 16, 48), contract.Keys!.Form);
        Assert.Equal(
            ("Cookie", "session", string.Empty, TimeSpan.FromDays(1)),
            (contract.Sessions!.Header, contract.Sessions.Cookie, contract.Sessions.Prefix, contract.Sessions.Lifetime));
        Assert.Equal("Cookie realm=\"minimal\"", contract.Sessions.Challenge);
        Assert.Equal(
            new ApplicationScheme
            {
                Kind = CredentialKind.Application,
                Header = "X-Client-Id",
                ClientSecretHeader = "X-Client-Secret",
                ApiKeyHeader = "X-Api-Key",
                ClientIdPrefix = "cid",
                ClientSecretPrefix = "cs",
                ApiKeyPrefix = "ak",
                Challenge = "ApiKey realm=\"minimal\"",
            },
            contract.Applications);
    }

    [Fact]
    public void Limits_are_read()
    {
        var limits = ContractSamples.Read(ContractSamples.Complete).Limits;

        Assert.Equal(("reads", RateLimitPartition.Account, 300, "1 minute"), (limits[0].Name, limits[0].Per, limits[0].Allow, limits[0].WindowText));
        Assert.Equal((TimeSpan.FromMinutes(1), RateLimitKind.Rolling, RateLimitHeaders.None), (limits[0].Window, limits[0].Kind, limits[0].Headers));
        Assert.Equal(["read", "list"], limits[0].Classes);
        Assert.Equal((false, RateLimitCharging.Always, RateLimitDurability.None), (limits[0].Named, limits[0].Charge, limits[0].Durability));
        Assert.Equal(
            (RateLimitPartition.Value, TimeSpan.FromMinutes(10), true, RateLimitCharging.Success, RateLimitDurability.Immediate, RateLimitHeaders.Ietf),
            (limits[1].Per, limits[1].Window, limits[1].Named, limits[1].Charge, limits[1].Durability, limits[1].Headers));
    }

    [Theory]
    [InlineData("59 minutes", "", nameof(RateLimitDurability.None))]
    [InlineData("1 hour", "", nameof(RateLimitDurability.Checkpointed))]
    [InlineData("30 days", "", nameof(RateLimitDurability.Checkpointed))]
    [InlineData("1 hour", ", durable: true", nameof(RateLimitDurability.Immediate))]
    [InlineData("1 minute", ", durable: true", nameof(RateLimitDurability.Immediate))]
    [InlineData("1 hour", ", durable: false", nameof(RateLimitDurability.None))]
    public void Counts_of_long_windows_outlive_the_process(string window, string durable, string durabilityName)
    {
        var durability = Enum.Parse<RateLimitDurability>(durabilityName);
        var text = ContractSamples.Complete[..ContractSamples.Complete.IndexOf("\nlimits:", StringComparison.Ordinal)]
            + $"\nlimits:\n  - {{ name: calls, per: account, allow: 5, window: {window}{durable} }}\n"
            + ContractSamples.Complete[ContractSamples.Complete.IndexOf("\nerrors:", StringComparison.Ordinal)..];

        Assert.Equal(durability, Assert.Single(ContractSamples.Read(text).Limits).Durability);
    }

    [Fact]
    public void Field_errors_have_the_words_of_the_contract_and_otherwise_the_library_s()
    {
        var format = ContractSamples.Read(ContractSamples.Complete).FieldErrors;

        Assert.Equal((FieldErrorForm.Grouped, true), (format.Form, format.BlankIsMissing));
        Assert.Equal("Required", format.TextOf(FieldFaultKind.Missing));
        Assert.Equal(FieldErrorFormat.DefaultTexts[FieldFaultKind.TooLong], format.TextOf(FieldFaultKind.TooLong));
    }

    [Fact]
    public void Retry_advice_is_read()
    {
        var contract = ContractSamples.Read(ContractSamples.Complete);

        Assert.IsType<RetryAdvice.Never>(Definition(contract, "no_key").Retry);
        Assert.Equal(new RetryAdvice.AfterHeader(0.1), Definition(contract, "too_many").Retry);
        Assert.Equal(new RetryAdvice.After(5, 10), Definition(contract, "thing_is_broken").Retry);
        var backoff = Assert.IsType<RetryAdvice.Backoff>(Definition(contract, "failed").Retry);
        Assert.Equal([1, 2, 4, 8, 16], backoff.Seconds);
        Assert.Equal(5, backoff.Attempts);
        Assert.Equal(2, Definition(contract, "failed").RetryAfter);
        Assert.Equal(ErrorSource.Extension, Definition(contract, "failed").Source);
    }

    [Fact]
    public void What_is_left_out_has_the_documented_default()
    {
        var contract = ContractSamples.Read(ContractSamples.Minimal);

        Assert.Equal("application/json", contract.ContentType);
        Assert.Equal(new RequestIdFormat(string.Empty, "X-Request-Id", 16), contract.RequestId);
        Assert.Equal(new SizeLimits(1024 * 1024, 8 * 1024, 32 * 1024, 32), contract.Sizes);
        Assert.Equal(UnknownMembers.Ignore, contract.UnknownMembers);
        Assert.Equal((FieldErrorForm.First, false), (contract.FieldErrors.Form, contract.FieldErrors.BlankIsMissing));
        Assert.Equal("Bearer realm=\"minimal\"", contract.Credentials[0].Challenge);
        Assert.Equal(SecretHash.Hmac, contract.Keys!.Hash);
        Assert.Null(contract.Plans);
        Assert.Empty(contract.Accounts.Plans);
        Assert.Equal(string.Empty, contract.Guide);
        Assert.Equal("Bad Request", Definition(contract, "invalid").Title);
        Assert.Equal(RateLimitHeaders.XRateLimit, contract.Limits[0].Headers);
    }

    [Fact]
    public void A_condition_without_a_definition_is_answered_by_the_more_general_one()
    {
        var contract = ContractSamples.Read(ContractSamples.Complete);

        Assert.Equal("no_key", CodeOf(contract, Condition.CredentialMissing));
        Assert.Equal("bad_key", CodeOf(contract, Condition.CredentialMalformed));
        Assert.Equal("forbidden", CodeOf(contract, Condition.AddressForbidden));
        Assert.Equal("not_found", CodeOf(contract, Condition.ResourceMissing));
        Assert.Equal("failed", CodeOf(contract, Condition.ServerTimeout));
    }

    [Fact]
    public void A_condition_that_cannot_arise_needs_no_definition()
    {
        Assert.False(ContractSamples.Read(ContractSamples.Minimal).TryGetError(Condition.StateConflict, out _));
    }

    [Fact]
    public void A_retired_code_is_kept_and_never_sent()
    {
        var contract = ContractSamples.Read(ContractSamples.Complete);

        Assert.Contains(contract.Errors, definition => definition is { Code: "gone_code", Retired: true });
        Assert.False(contract.TryGetError("gone_code", out _));
    }

    [Fact]
    public void The_default_contract_answers_every_condition()
    {
        Assert.All(Condition.All, condition => Assert.True(Contract.Default.TryGetError(condition, out _), condition.Name));
        Assert.Same(Contract.Default, Contract.Default);
    }

    [Fact]
    public void The_documented_example_loads()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/contract-format.md"));

        Assert.Equal("pixel", ContractSamples.Read(page.Split("```yaml\n")[1].Split("```")[0]).Api);
    }

    [Fact]
    public void The_documentation_names_every_condition_with_its_arguments()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/contract-format.md"));

        Assert.All(Condition.All, condition => Assert.Contains($"`{condition}`", page, StringComparison.Ordinal));
        foreach (var definition in Condition.All.Where(condition => condition.Arguments.Count > 0))
        {
            var arguments = string.Join(' ', definition.Arguments.Select(name => $"`{name}`"));
            Assert.Contains(
                page.Split('\n'),
                line => line.Contains($"`{definition}`", StringComparison.Ordinal) && line.EndsWith($"| {arguments} |", StringComparison.Ordinal));
        }
    }

    private static ErrorDefinition Definition(Contract contract, string code)
    {
        Assert.True(contract.TryGetError(code, out var definition), code);
        return definition;
    }

    private static string CodeOf(Contract contract, Condition condition)
    {
        Assert.True(contract.TryGetError(condition, out var definition), condition.Name);
        return definition.Code;
    }
}
