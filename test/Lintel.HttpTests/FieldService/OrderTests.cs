using System.Net;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.FieldService;

/// <summary>One request with many faults says the first of them, in the order of the contract and then of the field tables.</summary>
public sealed class OrderTests(SharedHost shared)
{
    [Fact]
    public async Task Checks_go_from_path_to_state()
    {
        var company = await Company.CreateAsync(shared.Host);
        var reader = await company.WithScopesAsync("jobs:read");
        var job = await company.JobAsync();

        (await reader.SendAsync("DELETE", "/nothing?id=x", "{")).ShouldRefuse(HttpStatusCode.NotFound, "not_found", "No endpoint has this path.");
        (await reader.SendAsync("DELETE", "/jobs?id=x", "{")).ShouldRefuse(
            HttpStatusCode.MethodNotAllowed,
            "method_not_allowed",
            "DELETE is not supported for this endpoint.");
        (await reader.SendAsync("PATCH", "/jobs?id=x", "{")).ShouldRefuse(
            HttpStatusCode.Forbidden,
            "forbidden",
            "This API key does not have the 'jobs:write' permission.");
        (await company.SendAsync("PATCH", "/jobs?id=x", "{")).ShouldRefuse(
            HttpStatusCode.BadRequest,
            "validation_failed",
            "Field 'id' must be a positive integer.");
        (await company.SendAsync("PATCH", "/jobs?id=99999999", "{")).ShouldRefuse(HttpStatusCode.NotFound, "not_found", "Job 99999999 was not found.");
        (await company.SendAsync("PATCH", $"/jobs?id={job}", "{")).ShouldRefuse(
            HttpStatusCode.BadRequest, "validation_failed", "The request body is not valid JSON (line 1, column 2).");
        (await company.SendAsync("PATCH", $"/jobs?id={job}", "{}")).ShouldRefuse(
            HttpStatusCode.BadRequest,
            "missing_required_field",
            "Field 'status' is required.");
        Assert.Equal("validation_failed", (await company.SendAsync("PATCH", $"/jobs?id={job}", """{"status":"Done"}""")).Error);
        Assert.Equal("invalid_status_transition", (await company.SendAsync("PATCH", $"/jobs?id={job}", """{"status":"Completed"}""")).Error);
    }

    [Theory]
    [InlineData("{}", "missing_required_field", "Field 'job_title' is required.")]
    [InlineData("""{"job_priority":"Huge","job_title":"x"}""", "missing_required_field", "Field 'customer_location_id' is required.")]
    [InlineData("""{"job_priority":"Huge","customer_location_id":999999999,"job_title":5}""", "validation_failed", "Field 'job_title' must be of type string.")]
    [InlineData(
        """{"job_priority":"Huge","customer_location_id":999999999,"job_title":"x"}""",
        "validation_failed",
        "Field 'customer_location_id' must be a customer location of this company.")]
    [InlineData("""{"job_title":"x","customer_location_id":"7"}""", "validation_failed", "Field 'customer_location_id' must be of type integer.")]
    [InlineData("""{"job_title":null,"customer_location_id":1}""", "missing_required_field", "Field 'job_title' is required.")]
    public async Task Fields_of_a_job_are_named_in_the_order_of_the_reference(string body, string error, string message) =>
        (await (await Company.CreateAsync(shared.Host)).SendAsync("POST", "/jobs", body)).ShouldRefuse(HttpStatusCode.BadRequest, error, message);

    [Theory]
    [InlineData("id=")]
    [InlineData("id=0")]
    [InlineData("id=-1")]
    [InlineData("id=1.5")]
    [InlineData("id=1&id=2")]
    [InlineData("id=%2B1")]
    [InlineData("id=one")]
    public async Task Id_that_is_no_positive_integer_is_refused(string query) => (await (await Company.CreateAsync(shared.Host)).GetAsync("/assets?" + query))
        .ShouldRefuse(HttpStatusCode.BadRequest, "validation_failed", "Field 'id' must be a positive integer.");

    [Fact]
    public async Task Id_larger_than_any_record_is_not_found() => (await (await Company.CreateAsync(shared.Host)).GetAsync("/jobs?id=99999999999999999999"))
        .ShouldRefuse(HttpStatusCode.NotFound, "not_found", "Job 99999999999999999999 was not found.");

    [Theory]
    [InlineData("/jobs?per_page=0", "Field 'per_page' must be at least 1.")]
    [InlineData("/jobs?per_page=101", "Field 'per_page' must be at most 100.")]
    [InlineData("/jobs?page=0", "Field 'page' must be at least 1.")]
    [InlineData("/jobs?page=x", "Field 'page' must be of type integer.")]
    [InlineData(
        "/jobs?status=Open",
        "Field 'status' must be one of Pending, Assigned, In-Transit, Arrived, In Progress, On Hold, Completed, Cancelled, Declined.")]
    [InlineData("/customers?created_after=yesterday", "Field 'created_after' must be an ISO 8601 date and time.")]
    [InlineData("/customers?has_locations=maybe", "Field 'has_locations' must be of type boolean.")]
    [InlineData("/assets?condition=Rusty", "Field 'condition' must be one of New, Good, Fair, Poor.")]
    [InlineData("/technicians?availability_status=Asleep", "Field 'availability_status' must be one of Available, Busy, Offline.")]
    public async Task Bad_filters_are_refused(string path, string message) =>
        (await (await Company.CreateAsync(shared.Host)).GetAsync(path)).ShouldRefuse(HttpStatusCode.BadRequest, "validation_failed", message);

    [Theory]
    [InlineData("DELETE", "/jobs?id=1", "GET, HEAD, POST, PUT, PATCH, OPTIONS")]
    [InlineData("PATCH", "/customers?id=1", "GET, HEAD, POST, PUT, OPTIONS")]
    [InlineData("DELETE", "/customers?id=1&locations=1", "GET, HEAD, POST, PUT, OPTIONS")]
    [InlineData("POST", "/technicians", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/assets?id=1&sub=service", "POST, OPTIONS")]
    [InlineData("GET", "/assets?id=1&sub=meter_reading", "POST, OPTIONS")]
    [InlineData("GET", "/assets?id=1&sub=transfer", "POST, OPTIONS")]
    [InlineData("POST", "/assets?id=1&sub=service_history", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/inventory?id=1", "GET, HEAD, POST, PUT, PATCH, OPTIONS")]
    [InlineData("PUT", "/inventory?id=1&sub=stock", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/inventory?sub=transfer", "POST, OPTIONS")]
    public async Task Allow_lists_the_methods_of_the_operation(string method, string path, string allow)
    {
        var reply = await (await Company.CreateAsync(shared.Host)).SendAsync(method, path);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allow), (reply.Status, reply.Headers["Allow"]));
    }

    [Theory]
    [InlineData("/assets?id=1&sub=wheels")]
    [InlineData("/inventory?sub=")]
    [InlineData("/jobs?sub=parts")]
    [InlineData("/Jobs/1")]
    public async Task Unknown_sub_is_not_found(string path) =>
        (await (await Company.CreateAsync(shared.Host)).GetAsync(path)).ShouldRefuse(HttpStatusCode.NotFound, "not_found", "No endpoint has this path.");
}
