using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ExistingApp;

/// <summary>A controller as applications have them; its actions are inside the API by their route alone.</summary>
[ApiController]
public abstract class Customers : ControllerBase
{
    /// <summary>Reads a customer.</summary>
    [HttpGet("{id:int}")]
    public ActionResult<Customer> Read(int id) => id == 1 ? new Customer("Brook Dairy", 3) : NotFound();

    /// <summary>Adds a customer; the framework validates the body.</summary>
    [HttpPost, RequireScope("orders:write")]
    public ActionResult<Customer> Add(Customer customer) => Created($"customers/2", customer);

    /// <summary>Asks for a policy of the application.</summary>
    [HttpGet("staff"), Authorize("staff")]
    public string Staff() => "staff";
}

/// <summary>The customers inside the API.</summary>
[Route("shop/customers"), RequireScope("orders:read")]
public sealed class ShopCustomers : Customers;

/// <summary>The customers outside.</summary>
[Route("plain/customers")]
public sealed class PlainCustomers : Customers;

/// <summary>A customer.</summary>
public sealed record Customer([Required, StringLength(20)] string Name, [Range(1, 10)] int Stars);
